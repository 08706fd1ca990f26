package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.local.SocketLine;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;

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
            SocketLine.write(channel, "ok");
            return;
        }
        SocketLine.write(channel, "ok pipes");
        String reader = SocketLine.read(channel, LONGEST);
        if (reader == null) {
            throw new EOFException("the launcher has ended");
        }
        switch (reader) {
            case "take" -> host.watchLauncher();
            case "copy" -> host.leavePipes();
            default -> throw new IOException("a launcher did not say who reads its host");
        }
    }

    void refuse(String why) throws IOException {
        SocketLine.write(channel, "error " + why);
    }
}
