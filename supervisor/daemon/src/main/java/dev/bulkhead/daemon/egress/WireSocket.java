package dev.bulkhead.daemon.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A wire as the {@link Socket} that the JDK's TLS is laid over; a channel of a unix socket has none of its own. */
final class WireSocket extends Socket {
    private final Wire wire;

    WireSocket(Wire wire) {
        this.wire = wire;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : wire.read(ByteBuffer.wrap(into, offset, length));
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                ByteBuffer piece = ByteBuffer.wrap(from, offset, length);
                while (piece.hasRemaining()) {
                    wire.write(piece);
                }
            }
        };
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void shutdownOutput() throws IOException {
        wire.endOutput();
    }

    @Override
    public void shutdownInput() {
        // What still comes is thrown away with the connection.
    }

    /** Left to whoever owns the channel: it may be closed while a thread is in it. */
    @Override
    public void close() {}
}
