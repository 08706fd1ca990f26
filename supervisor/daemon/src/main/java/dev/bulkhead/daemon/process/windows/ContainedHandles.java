package dev.bulkhead.daemon.process.windows;

/**
 * A contained process as Windows numbers it. Who holds it closes each handle.
 *
 * @param in the writing end of its stdin
 * @param out the reading end of its stdout
 * @param err the reading end of its stderr
 */
record ContainedHandles(long process, long job, long pid, long in, long out, long err) {}
