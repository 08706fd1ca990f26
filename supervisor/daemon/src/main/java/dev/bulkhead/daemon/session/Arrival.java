package dev.bulkhead.daemon.session;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A launcher that has said hello and waits for its answer ({@code supervisor/docs/socket.md}).
 *
 * @param offersPipes whether it has read nothing of its host yet, and leaves stdin and stdout to us where we can open them
 */
public record Arrival(SocketChannel channel, Peer peer, boolean offersPipes) {
    private static final int LONGEST = 16;

    /** The host's end of the connection; nothing is answered yet. */
    HostConnection connection() {
        return new HostConnection(
                channel, offersPipes ? HostPipes.of(peer.process()).orElse(null) : null);
    }

    /** Takes the connection, and agrees with the launcher on who reads its host. */
    void accept(HostConnection host) throws IOException {
        if (!host.hasPipes()) {
            answer("ok");
            return;
        }
        answer("ok pipes");
        switch (line()) {
            case "take" -> host.watchLauncher();
            case "copy" -> host.leavePipes();
            default -> throw new IOException("a launcher did not say who reads its host");
        }
    }

    void refuse(String why) throws IOException {
        answer("error " + why);
    }

    private void answer(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads byte by byte: what follows may be MCP. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (line.length() < LONGEST) {
            if (channel.read(one) < 0) {
                throw new EOFException("the launcher has ended");
            }
            char c = (char) one.get(0);
            if (c == '\n') {
                break;
            }
            line.append(c);
            one.clear();
        }
        return line.toString();
    }
}
