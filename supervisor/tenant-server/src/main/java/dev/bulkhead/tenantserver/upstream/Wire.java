package dev.bulkhead.tenantserver.upstream;

import java.io.IOException;

/** The stdin of one process of an upstream. Safe for any thread; never waits. */
public interface Wire {

    /**
     * Sends one line, without its LF; the array belongs to the wire from now on.
     *
     * @throws IOException when the process has ended, or does not read and too much waits for it already
     */
    void send(byte[] line) throws IOException;

    /** Ends the process: its stdin first, then by force. {@link WireListener#ended} follows. */
    void close();
}
