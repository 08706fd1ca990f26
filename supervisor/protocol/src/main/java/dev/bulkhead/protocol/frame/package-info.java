/**
 * Frames on the pipe between supervisor and tenant server, so that a long line of one lane never blocks another. The format
 * is written down in {@code supervisor/docs/lanes.md}. java.base only; knows nothing of what the lanes carry.
 */
@NullMarked
package dev.bulkhead.protocol.frame;

import org.jspecify.annotations.NullMarked;
