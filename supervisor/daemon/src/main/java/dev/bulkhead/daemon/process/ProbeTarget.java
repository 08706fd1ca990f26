package dev.bulkhead.daemon.process;

/**
 * Something that really exists outside and that the inside must not reach.
 *
 * @param id what it stands for, for people
 * @param kind one of the kinds of {@code supervisor/docs/lanes.md}
 * @param target a path, an address, a word or a process id
 */
record ProbeTarget(String id, String kind, String target) {}
