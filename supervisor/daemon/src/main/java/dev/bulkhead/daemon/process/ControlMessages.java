package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Composes what the supervisor says on lane 0: {@code supervisor/docs/lanes.md}. Stateless. */
final class ControlMessages {
    static final ObjectMapper JSON = new ObjectMapper();

    private ControlMessages() {}

    static byte[] probe(List<ProbeTarget> targets) {
        ObjectNode message = JSON.createObjectNode().put("type", "probe");
        targets.forEach(target -> message.withArray("targets")
                .addObject()
                .put("id", target.id())
                .put("kind", target.kind())
                .put("target", target.target()));
        return line(message);
    }

    static byte[] open(int lane, String session, String prefix, List<String> tools, long expires) {
        ObjectNode message = JSON.createObjectNode()
                .put("type", "open")
                .put("lane", lane)
                .put("session", session)
                .put("prefix", prefix);
        return line(rights(message, tools, expires));
    }

    static byte[] rotate(int lane, List<String> tools, long expires) {
        ObjectNode message = JSON.createObjectNode().put("type", "rotate").put("lane", lane);
        return line(rights(message, tools, expires));
    }

    static byte[] close(int lane) {
        return line(JSON.createObjectNode().put("type", "close").put("lane", lane));
    }

    static byte[] credit(int lane, int bytes) {
        return line(
                JSON.createObjectNode().put("type", "credit").put("lane", lane).put("bytes", bytes));
    }

    /** @param upstreams each with its verdict, or "" */
    static byte[] upstreams(Map<UpstreamOrder, String> upstreams) {
        ObjectNode message = JSON.createObjectNode().put("type", "upstreams");
        ArrayNode all = message.putArray("upstreams");
        upstreams.forEach((upstream, era) -> {
            ObjectNode one = all.addObject().put("name", upstream.name()).put("id", upstream.id());
            if (!era.isEmpty()) {
                one.put("era", era);
            }
        });
        return line(message);
    }

    static byte[] started(long request, int lane) {
        return line(JSON.createObjectNode()
                .put("type", "started")
                .put("request", request)
                .put("lane", lane));
    }

    static byte[] failed(long request, String message) {
        return line(JSON.createObjectNode()
                .put("type", "failed")
                .put("request", request)
                .put("message", message));
    }

    static byte[] ended(int lane, String message) {
        return line(
                JSON.createObjectNode().put("type", "ended").put("lane", lane).put("message", message));
    }

    /**
     * Composed apart from the others: no secret may become a {@code String}. The caller zeroes the result.
     *
     * @param obeyed names that no tool may write
     * @param upstreams each with its verdict, or ""
     */
    static byte[] bind(
            String tenant,
            String name,
            String version,
            String workspace,
            List<String> obeyed,
            Map<String, SecretBytes> secrets,
            Map<UpstreamOrder, String> upstreams) {
        ZeroedBytes bytes = new ZeroedBytes();
        try (JsonGenerator generator = JSON.createGenerator(bytes)) {
            generator.writeStartObject();
            generator.writeStringField("type", "bind");
            generator.writeStringField("tenant", tenant);
            generator.writeStringField("name", name);
            generator.writeStringField("version", version);
            generator.writeStringField("workspace", workspace);
            generator.writeArrayFieldStart("obeyed");
            for (String each : obeyed) {
                generator.writeString(each);
            }
            generator.writeEndArray();
            generator.writeObjectFieldStart("secrets");
            for (Map.Entry<String, SecretBytes> secret : secrets.entrySet()) {
                generator.writeFieldName(secret.getKey());
                writeBase64(generator, secret.getValue());
            }
            generator.writeEndObject();
            generator.writeArrayFieldStart("upstreams");
            for (Map.Entry<UpstreamOrder, String> upstream : upstreams.entrySet()) {
                generator.writeStartObject();
                generator.writeStringField("name", upstream.getKey().name());
                generator.writeStringField("id", upstream.getKey().id());
                if (!upstream.getValue().isEmpty()) {
                    generator.writeStringField("era", upstream.getValue());
                }
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeEndObject();
            generator.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] line = bytes.toByteArray();
        bytes.zero();
        return line;
    }

    private static void writeBase64(JsonGenerator generator, SecretBytes secret) {
        secret.use(bytes -> {
            try {
                generator.writeBinary(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.length;
        });
    }

    private static ObjectNode rights(ObjectNode message, List<String> tools, long expires) {
        tools.forEach(message.putArray("tools")::add);
        return message.put("expires", expires);
    }

    private static byte[] line(ObjectNode message) {
        try {
            byte[] json = JSON.writeValueAsBytes(message);
            byte[] line = Arrays.copyOf(json, json.length + 1);
            line[json.length] = '\n';
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A buffer that can forget what went through it. */
    private static final class ZeroedBytes extends ByteArrayOutputStream {
        ZeroedBytes() {
            super(256 * 1024);
        }

        void zero() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
