package dev.bulkhead.tenantserver.gateway;

import java.io.IOException;

/** The way to the host of one session. Safe for any thread: each line goes out whole. */
public interface HostOut {

    /** Sends one line, without its LF; waits while the host takes no more. */
    void line(byte[] bytes, int from, int to) throws IOException;

    /** The host's tools are others now: tells it, in whichever era it listens. */
    void toolsChanged() throws IOException;
}
