package dev.bulkhead.ui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The supervisor's side of one control connection: lines, secrets, answers. One thread. */
final class FakeConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;

    FakeConnection(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedInputStream(Channels.newInputStream(channel));
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    List<byte[]> secrets(JsonNode lengths) throws IOException {
        List<byte[]> secrets = new ArrayList<>();
        for (JsonNode length : lengths) {
            secrets.add(in.readNBytes(length.asInt()));
        }
        return secrets;
    }

    void progress(long id, String what) throws IOException {
        write(answer(id).put("progress", what).toString());
    }

    void item(long id, JsonNode item) throws IOException {
        write(answer(id).<ObjectNode>set("item", item).toString());
    }

    void result(long id, JsonNode result) throws IOException {
        write(answer(id).<ObjectNode>set("result", result).toString());
    }

    void error(long id, String code, String message) throws IOException {
        ObjectNode answer = answer(id);
        answer.putObject("error").put("code", code).put("message", message);
        write(answer.toString());
    }

    private static ObjectNode answer(long id) {
        return ControlClient.JSON.createObjectNode().put("id", id);
    }

    void write(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
