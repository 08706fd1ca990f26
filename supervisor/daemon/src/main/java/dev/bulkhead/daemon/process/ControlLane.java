package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.frame.Frames;
import dev.bulkhead.protocol.line.LineBuffer;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a tenant server says on lane 0, line by line. For the one thread that reads its pipe. */
final class ControlLane {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLane.class);

    /** Takes the messages of {@code supervisor/docs/lanes.md} that come from the server. Must not wait. */
    interface Heard {
        void probed(JsonNode message);

        void ready(JsonNode message);

        void credit(int lane, long bytes);

        void closed(int lane);

        void log(String message);

        void start(long request, String upstream, int sessionLane) throws IOException;

        void stop(int lane);

        void tools(KnownTools tools);

        void capabilities(JsonNode capabilities);

        void instructions(String text);

        void verdict(String upstream, String id, String era);
    }

    private final LineBuffer lines = new LineBuffer(Frames.INITIAL_CREDIT);
    private final Heard heard;

    ControlLane(Heard heard) {
        this.heard = heard;
    }

    /** @throws IOException when it is no control message, or one that ends the server */
    void received(byte[] bytes) throws IOException {
        lines.append(bytes);
        while (lines.next()) {
            tell(message());
        }
    }

    private JsonNode message() throws IOException {
        try {
            return ControlMessages.JSON.readTree(lines.array(), lines.start(), lines.length());
        } catch (JsonProcessingException e) {
            // Its own message repeats what came, and that may be a secret.
            throw new IOException("a control message was no JSON");
        }
    }

    private void tell(JsonNode message) throws IOException {
        switch (message.path("type").asText()) {
            case "probed" -> heard.probed(message);
            case "ready" -> heard.ready(message);
            case "credit" ->
                heard.credit(message.path("lane").asInt(), message.path("bytes").asLong());
            case "closed" -> heard.closed(message.path("lane").asInt());
            case "log" -> heard.log(message.path("message").asText());
            case "start" ->
                heard.start(
                        message.path("request").asLong(),
                        message.path("upstream").asText(),
                        message.path("lane").asInt());
            case "stop" -> heard.stop(message.path("lane").asInt());
            case "tools" -> heard.tools(KnownTools.of(message));
            case "capabilities" -> heard.capabilities(message.path("capabilities"));
            case "instructions" -> heard.instructions(message.path("text").asText());
            case "verdict" ->
                heard.verdict(
                        message.path("upstream").asText(),
                        message.path("id").asText(),
                        message.path("era").asText());
            default -> LOG.warn("the tenant server sent an unknown control message");
        }
    }
}
