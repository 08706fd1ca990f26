package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** Where the answers to one request go. Safe for any thread: a line is written whole. */
final class Reply {
    static final ObjectMapper JSON = new ObjectMapper();

    private final WritableByteChannel channel;
    private final long id;

    Reply(WritableByteChannel channel, long id) {
        this.channel = channel;
        this.id = id;
    }

    /** One that nobody waits for. */
    static Reply unheard() {
        return new Reply(Channels.newChannel(OutputStream.nullOutputStream()), 0);
    }

    void progress(String what) throws IOException {
        write(JSON.createObjectNode().put("id", id).put("progress", what));
    }

    void item(JsonNode item) throws IOException {
        ObjectNode line = JSON.createObjectNode().put("id", id);
        line.set("item", item);
        write(line);
    }

    /**
     * Has the consultant's browser opened, by whoever asked.
     *
     * @param code what is to be typed there, or ""
     */
    void open(URI page, String code) {
        try {
            item(JSON.createObjectNode().put("open", page.toString()).put("code", code));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void result(JsonNode result) throws IOException {
        ObjectNode line = JSON.createObjectNode().put("id", id);
        line.set("result", result);
        write(line);
    }

    void error(String code, String message) throws IOException {
        ObjectNode line = JSON.createObjectNode().put("id", id);
        line.putObject("error").put("code", code).put("message", message);
        write(line);
    }

    private void write(JsonNode line) throws IOException {
        byte[] json = JSON.writeValueAsBytes(line);
        byte[] bytes = Arrays.copyOf(json, json.length + 1);
        bytes[json.length] = '\n';
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        synchronized (channel) {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
