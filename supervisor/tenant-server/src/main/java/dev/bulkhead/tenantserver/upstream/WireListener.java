package dev.bulkhead.tenantserver.upstream;

/** Takes what a process of an upstream says. Called by one thread at a time, in order; it may wait, which holds up that process alone. */
public interface WireListener {

    /** One line of its stdout, without its LF; changed by nobody afterwards. */
    void line(byte[] bytes, int from, int to);

    /** A line longer than {@code Json.MAX_LINE} came, or one for which there is no memory, and was left out. */
    void tooLong();

    /** The process has ended, or could not be started: nothing more comes. Called once, last. */
    void ended(String why);
}
