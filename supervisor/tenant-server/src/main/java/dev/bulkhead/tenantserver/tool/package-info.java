/**
 * The built-in tools, and what a call of one may know: its tenant, its session's rights, its arguments. A tool answers with a
 * result or refuses with a sentence; it knows no message and no lane. The room of messages calls it, from many threads.
 */
@NullMarked
package dev.bulkhead.tenantserver.tool;

import org.jspecify.annotations.NullMarked;
