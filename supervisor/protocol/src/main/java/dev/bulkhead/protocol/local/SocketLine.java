package dev.bulkhead.protocol.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines that are said on the supervisor's socket before MCP, or instead of it ({@code supervisor/docs/socket.md}). */
public final class SocketLine {
    private SocketLine() {}

    /** Writes {@code text} as one line, whatever it holds; waits until all of it is written. */
    public static void write(SocketChannel socket, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((text.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    /**
     * Reads one line, byte by byte, since what follows may be MCP. Returns it without its LF, or null at the end.
     *
     * @param longest bytes: what has come by then is returned, and the line's rest is not read
     */
    public static @Nullable String read(SocketChannel socket, int longest) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (line.size() < longest) {
            if (socket.read(one) < 0) {
                return null;
            }
            byte b = one.get(0);
            one.clear();
            if (b == '\n') {
                break;
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
