package dev.bulkhead.cli;

/**
 * One thing that {@code bulkhead doctor} looked at.
 *
 * @param cure what to do; empty where all is well
 */
record Finding(String what, boolean good, String detail, String cure) {}
