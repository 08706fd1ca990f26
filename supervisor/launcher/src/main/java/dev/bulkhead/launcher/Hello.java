package dev.bulkhead.launcher;

import dev.bulkhead.protocol.home.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The hello line and its answer ({@code supervisor/docs/socket.md}): which tenant is asked for, and with which token. A
 * request, never an identity.
 */
final class Hello {
    private static final int LONGEST_ANSWER = 4096;

    private Hello() {}

    static void send(SocketChannel socket, String tenant, String token) throws IOException {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c <= 0x20 || c >= 0x7f || c == '"' || c == '\\') {
                throw new IllegalArgumentException(
                        "BULKHEAD_TOKEN is not a token: take it from 'bulkhead token issue'");
            }
        }
        String line =
                "{\"bulkhead\":1,\"kind\":\"connect\",\"tenant\":\"" + (tenant.isEmpty() ? "" : new TenantId(tenant))
                        + "\"" + (token.isEmpty() ? "" : ",\"token\":\"" + token + "\"") + "}\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    /**
     * Returns "" when the supervisor took the connection, else its reason. Reads byte by byte: what follows is MCP.
     *
     * @throws EOFException when it ended the connection without a word: it is ending, and another can be started
     */
    static String answer(SocketChannel socket) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (socket.read(one) > 0) {
            byte b = one.get(0);
            one.clear();
            if (b == '\n') {
                String answer = line.toString(StandardCharsets.UTF_8);
                return answer.equals("ok") ? "" : answer.startsWith("error ") ? answer.substring(6) : answer;
            }
            line.write(b);
            if (line.size() > LONGEST_ANSWER) {
                return "the supervisor's answer is none: see 'bulkhead doctor'";
            }
        }
        throw new EOFException("the supervisor ended the connection before it answered: see 'bulkhead status'");
    }
}
