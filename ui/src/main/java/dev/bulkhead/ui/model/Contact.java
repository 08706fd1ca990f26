package dev.bulkhead.ui.model;

/** Whether a supervisor answers. */
public sealed interface Contact {
    /** Being looked for or started. */
    record Connecting() implements Contact {}

    /** Answers. */
    record Connected(long pid, String version) implements Contact {}

    /** Does not answer: why, and what to do, as it was reported. */
    record Lost(String why) implements Contact {}
}
