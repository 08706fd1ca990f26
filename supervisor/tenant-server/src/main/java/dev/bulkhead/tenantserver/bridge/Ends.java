package dev.bulkhead.tenantserver.bridge;

import java.io.IOException;

/** What a {@link Bridge} stands between, and the time that it cannot measure itself. None of it waits. */
public interface Ends {

    /**
     * Sends a line, without its LF; the array is not the bridge's any more.
     *
     * @throws IOException when the upstream has ended, or does not read
     */
    void toUpstream(byte[] line) throws IOException;

    /** Hands a line to the host, without its LF; changed by nobody afterwards. */
    void toHost(byte[] bytes, int from, int to);

    /** Runs {@code task} in {@code millis}, at a time when nobody else is in the bridge. */
    Timer after(long millis, Runnable task);

    /** Text of 192 random bits that nobody can guess. */
    String handle();

    /** Something was dropped: for the log, bounded, without any argument or result. */
    void noise(String what);

    /** Something that was asked for with {@link #after}. */
    interface Timer {
        /** It is not run any more; nothing happens where it was run already. */
        void cancel();
    }
}
