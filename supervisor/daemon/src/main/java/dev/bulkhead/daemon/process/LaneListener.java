package dev.bulkhead.daemon.process;

/** Takes what comes on one lane. Called on the process's reader thread, so it must hand over and never wait. */
public interface LaneListener {
    /** Takes bytes that came; they belong to the listener, which says by {@link Lane#taken} when it has dealt with them. */
    void received(byte[] bytes);

    /** The process has ended, or closed the lane: nothing more comes. */
    void ended(String why);
}
