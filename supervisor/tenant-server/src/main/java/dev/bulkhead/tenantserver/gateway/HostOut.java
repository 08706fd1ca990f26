package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.mcp.McpList;
import java.io.IOException;

/** The way to the host of one session. Safe for any thread: each line goes out whole. */
public interface HostOut {

    /** Sends one line, without its LF; waits while the host takes no more. */
    void line(byte[] bytes, int from, int to) throws IOException;

    /** One of the host's lists is another now: tells it, in whichever era it listens. */
    void listChanged(McpList list) throws IOException;
}
