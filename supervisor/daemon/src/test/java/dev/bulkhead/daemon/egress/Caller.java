package dev.bulkhead.daemon.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** What an upstream in its sandbox does: connects to the socket that it was given, and writes bytes. */
final class Caller implements AutoCloseable {
    final SocketChannel channel;

    Caller(EgressDoor door) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(door.socket()));
    }

    /** Returns everything that comes back for {@code request}. */
    static String ask(EgressDoor door, String request) throws IOException {
        try (Caller caller = new Caller(door)) {
            return caller.send(request).rest();
        }
    }

    Caller send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Caller send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        return this;
    }

    Caller end() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** Reads {@code length} bytes, or fewer when the connection ends. */
    String read(int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    }

    /** Reads the head of an answer. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            String next = read(1);
            if (next.isEmpty()) {
                return head.toString();
            }
            head.append(next);
        }
        return head.toString();
    }

    String rest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (channel.read(buffer.clear()) >= 0) {
            rest.write(buffer.array(), 0, buffer.position());
        }
        return rest.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
