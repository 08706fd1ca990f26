package dev.bulkhead.launcher;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.local.SocketLine;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * What is said on the socket before MCP ({@code supervisor/docs/socket.md}): which tenant is asked for, and with which token; a
 * request, never an identity. And what is said instead of MCP where the supervisor reads the host's pipes itself.
 */
final class Hello {
    /** The connection is taken, MCP follows. */
    static final String OK = "ok";

    /** The connection is taken, and the host's pipes are open: say who reads them. */
    static final String OK_PIPES = "ok pipes";

    private static final int LONGEST_ANSWER = 4096;

    private Hello() {}

    /** @param pipes whether the supervisor may open our stdin and stdout */
    static void send(SocketChannel socket, String tenant, String token, boolean pipes) throws IOException {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c <= 0x20 || c >= 0x7f || c == '"' || c == '\\') {
                throw new IllegalArgumentException(
                        "BULKHEAD_TOKEN is not a token: take it from 'bulkhead token issue'");
            }
        }
        String line =
                "{\"bulkhead\":1,\"kind\":\"connect\",\"tenant\":\"" + (tenant.isEmpty() ? "" : new TenantId(tenant))
                        + "\"" + (token.isEmpty() ? "" : ",\"token\":\"" + token + "\"")
                        + (pipes ? ",\"pipes\":true" : "") + "}";
        SocketLine.write(socket, line);
    }

    /** After {@link #OK_PIPES}: from now on the supervisor reads them, or never does. */
    static void pipesAre(SocketChannel socket, boolean given) throws IOException {
        SocketLine.write(socket, given ? "take" : "copy");
    }

    /** Waits for the session's end. Returns whether the host has closed its end; false when the supervisor ended it. */
    static boolean hostEnded(SocketChannel socket) throws IOException {
        return "end".equals(SocketLine.read(socket, LONGEST_ANSWER));
    }

    /**
     * Returns {@link #OK}, {@link #OK_PIPES}, or another line: why the connection is refused.
     *
     * @throws EOFException when it ended the connection without a word: it is ending, and another can be started
     */
    static String answer(SocketChannel socket) throws IOException {
        String answer = SocketLine.read(socket, LONGEST_ANSWER);
        if (answer == null) {
            throw new EOFException("the supervisor ended the connection before it answered: see 'bulkhead status'");
        }
        if (answer.length() == LONGEST_ANSWER) {
            return "the supervisor's answer is none: see 'bulkhead doctor'";
        }
        return answer.startsWith("error ") ? answer.substring(6) : answer;
    }
}
