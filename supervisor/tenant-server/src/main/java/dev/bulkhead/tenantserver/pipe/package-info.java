/**
 * The pipe to the supervisor: frames on stdin and stdout, control messages on lane 0, a session on each other lane. The format
 * is {@code supervisor/docs/lanes.md}. Started by hand, one lane speaks over stdin and stdout without frames.
 */
@NullMarked
package dev.bulkhead.tenantserver.pipe;

import org.jspecify.annotations.NullMarked;
