package dev.bulkhead.tenantserver.pipe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bulkhead.protocol.frame.FrameWriter;
import dev.bulkhead.protocol.frame.Frames;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.probe.Attempt;
import dev.bulkhead.tenantserver.probe.AttemptsJson;
import dev.bulkhead.tenantserver.tool.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What this server says on lane 0. Safe for any thread: a message goes out whole. */
final class ControlWriter {
    private final FrameWriter frames;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);

    ControlWriter(FrameWriter frames) {
        this.frames = frames;
    }

    synchronized void probed(List<Attempt.Outcome> outcomes) throws IOException {
        JsonGenerator json = start("probed");
        AttemptsJson.write(json, outcomes);
        send(json);
    }

    synchronized void ready(String capabilities, List<Tool> tools) throws IOException {
        JsonGenerator json = start("ready");
        json.writeFieldName("capabilities");
        json.writeRawValue(capabilities);
        json.writeArrayFieldStart("tools");
        for (Tool tool : tools) {
            json.writeString(tool.name());
        }
        json.writeEndArray();
        send(json);
    }

    synchronized void closed(int lane) throws IOException {
        JsonGenerator json = start("closed");
        json.writeNumberField("lane", lane);
        send(json);
    }

    synchronized void credit(int lane, int bytes) throws IOException {
        JsonGenerator json = start("credit");
        json.writeNumberField("lane", lane);
        json.writeNumberField("bytes", bytes);
        send(json);
    }

    synchronized void start(long request, String upstream, int sessionLane) throws IOException {
        JsonGenerator json = start("start");
        json.writeNumberField("request", request);
        json.writeStringField("upstream", upstream);
        json.writeNumberField("lane", sessionLane);
        send(json);
    }

    synchronized void stop(int lane) throws IOException {
        JsonGenerator json = start("stop");
        json.writeNumberField("lane", lane);
        send(json);
    }

    synchronized void tools(Set<String> tools, Map<String, String> shortened, Set<String> reading) throws IOException {
        JsonGenerator json = start("tools");
        json.writeArrayFieldStart("tools");
        for (String tool : tools) {
            json.writeString(tool);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("long");
        for (Map.Entry<String, String> one : shortened.entrySet()) {
            json.writeStringField(one.getKey(), one.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("reading");
        for (String tool : reading) {
            json.writeString(tool);
        }
        json.writeEndArray();
        send(json);
    }

    synchronized void capabilities(String capabilities) throws IOException {
        JsonGenerator json = start("capabilities");
        json.writeFieldName("capabilities");
        json.writeRawValue(capabilities);
        send(json);
    }

    synchronized void instructions(String text) throws IOException {
        JsonGenerator json = start("instructions");
        json.writeStringField("text", text);
        send(json);
    }

    synchronized void verdict(String upstream, String id, String era) throws IOException {
        JsonGenerator json = start("verdict");
        json.writeStringField("upstream", upstream);
        json.writeStringField("id", id);
        json.writeStringField("era", era);
        send(json);
    }

    /** {@code message} carries no argument, result or secret. */
    synchronized void log(String level, String message) throws IOException {
        JsonGenerator json = start("log");
        json.writeStringField("level", level);
        json.writeStringField("message", message);
        send(json);
    }

    private JsonGenerator start(String type) throws IOException {
        line.reset();
        JsonGenerator json = Json.generator(line);
        json.writeStartObject();
        json.writeStringField("type", type);
        return json;
    }

    private void send(JsonGenerator json) throws IOException {
        json.writeEndObject();
        json.close();
        line.write('\n');
        frames.write(Frames.CONTROL_LANE, line.toByteArray(), 0, line.size());
    }
}
