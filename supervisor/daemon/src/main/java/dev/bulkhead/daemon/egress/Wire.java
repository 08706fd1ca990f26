package dev.bulkhead.daemon.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The bytes of one end of a connection, as they are meant: plain, or what TLS makes of them. One thread reads, one writes. */
interface Wire {
    /** Reads some bytes, or returns -1 at their end. */
    int read(ByteBuffer into) throws IOException;

    /** Writes some bytes, at least one. */
    void write(ByteBuffer from) throws IOException;

    /** Says that nothing more will be written. */
    void endOutput() throws IOException;

    /** The channel's own bytes. Not by streams: of those that {@code java.nio.channels.Channels} makes, a read can hold up a write. */
    static Wire of(SocketChannel channel) {
        return new Wire() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                return channel.read(into);
            }

            @Override
            public void write(ByteBuffer from) throws IOException {
                channel.write(from);
            }

            @Override
            public void endOutput() throws IOException {
                channel.shutdownOutput();
            }
        };
    }
}
