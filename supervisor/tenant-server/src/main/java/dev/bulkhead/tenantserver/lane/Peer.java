package dev.bulkhead.tenantserver.lane;

import java.io.IOException;

/** The other end of a lane. Safe for any thread. */
public interface Peer {

    /** Sends bytes; waits while the other end takes no more. Throws {@link LaneEnded} once the lane has ended. */
    void send(byte[] bytes, int offset, int length) throws IOException;

    /** {@code bytes} were taken off the lane: as many may follow. */
    void taken(int bytes) throws IOException;

    /** Nothing runs on the lane any more, and nothing will. Called once. */
    void over();

    /** The other end cannot be reached, or the lane's own thread failed. */
    void broken(Throwable why);
}
