package dev.bulkhead.tenantserver.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpList;
import dev.bulkhead.tenantserver.json.CountingOutput;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.json.Shown;
import dev.bulkhead.tenantserver.json.StringEscapes;
import dev.bulkhead.tenantserver.lane.Peer;
import dev.bulkhead.tenantserver.tool.Result;
import dev.bulkhead.tenantserver.tool.Tenant;
import dev.bulkhead.tenantserver.tool.Tool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the server says on one lane. Safe for any thread: each message goes out whole. */
final class Answers {
    /** How long a host may keep what {@code server/discover} said; lists are told anew each time, since rights may change. */
    private static final int DISCOVER_TTL_MILLIS = 60_000;

    /**
     * From this size on a result is measured before it is sent, so that no line is longer than its reader takes. A byte becomes 13
     * at most: six as structured content (an escaped control character), seven as text.
     */
    private static final int WORTH_MEASURING = 1024 * 1024;

    /** What stands around a result in its line. */
    private static final int AROUND = 4096;

    private final Tenant tenant;
    private final MessageWriter writer;
    private final Supplier<String> capabilities;

    /** @param capabilities as of now, JSON */
    Answers(Tenant tenant, Peer peer, Supplier<String> capabilities) {
        this.tenant = tenant;
        this.capabilities = capabilities;
        this.writer = new MessageWriter(peer);
    }

    /** A line that others composed. */
    void line(byte[] bytes, int from, int to) throws IOException {
        writer.write(bytes, from, to);
    }

    void error(RpcError error) throws IOException {
        writer.write(new MessageWriter.Body() {
            @Override
            public void writeTo(JsonGenerator json, LineOutput out) throws IOException {
                start(json, error.id());
                json.writeObjectFieldStart("error");
                json.writeNumberField("code", error.code());
                json.writeStringField("message", error.sentence());
                String requested = error.requested();
                if (requested != null) {
                    json.writeObjectFieldStart("data");
                    json.writeArrayFieldStart("supported");
                    json.writeString(Era.MODERN_VERSION);
                    json.writeEndArray();
                    json.writeStringField("requested", Shown.of(requested));
                    json.writeEndObject();
                }
                json.writeEndObject();
                json.writeEndObject();
            }
        });
    }

    void initialized(@Nullable RequestId id, String version) throws IOException {
        writer.write(new Answer(id, Era.LEGACY) {
            @Override
            void fields(JsonGenerator json, LineOutput out) throws IOException {
                json.writeStringField("protocolVersion", version);
                capabilities(json);
                json.writeFieldName("serverInfo");
                serverInfo(json);
                json.writeStringField("instructions", instructions());
            }
        });
    }

    void discovered(@Nullable RequestId id) throws IOException {
        writer.write(new Answer(id, Era.MODERN) {
            @Override
            void fields(JsonGenerator json, LineOutput out) throws IOException {
                json.writeArrayFieldStart("supportedVersions");
                json.writeString(Era.MODERN_VERSION);
                json.writeEndArray();
                capabilities(json);
                json.writeStringField("instructions", instructions());
                caching(json, DISCOVER_TTL_MILLIS);
            }
        });
    }

    void empty(@Nullable RequestId id, Era era) throws IOException {
        writer.write(new Answer(id, era));
    }

    void tools(@Nullable RequestId id, Era era, List<Tool> tools) throws IOException {
        writer.write(new Answer(id, era) {
            @Override
            void fields(JsonGenerator json, LineOutput out) throws IOException {
                json.writeArrayFieldStart("tools");
                for (Tool tool : tools) {
                    json.writeRawValue(tool.definition());
                }
                json.writeEndArray();
                if (era == Era.MODERN) {
                    caching(json, 0);
                }
            }
        });
    }

    /** A tool's result, twice: as structured content, and the same as text for hosts that know no other. */
    void result(@Nullable RequestId id, Era era, Result result) throws IOException {
        boolean fitsTwice = true;
        if (result.roughSize() > WORTH_MEASURING) {
            CountingOutput plain = new CountingOutput();
            CountingOutput escaped = new CountingOutput();
            writeResult(result, plain);
            writeResult(result, new StringEscapes(escaped));
            if (plain.count() + AROUND > Json.MAX_LINE) {
                failure(
                        id,
                        era,
                        "the result has " + plain.count() + " bytes and does not fit into one message: ask for less");
                return;
            }
            fitsTwice = plain.count() + escaped.count() + AROUND <= Json.MAX_LINE;
        }
        boolean isTextToo = fitsTwice;
        writer.write(new Answer(id, era) {
            @Override
            void fields(JsonGenerator json, LineOutput out) throws IOException {
                startText(json);
                if (isTextToo) {
                    json.writeRawValue("\"");
                    json.flush();
                    writeResult(result, new StringEscapes(out));
                    out.write('"');
                } else {
                    json.writeString("the result is too long to be repeated as text: see structuredContent");
                }
                endText(json);
                json.writeFieldName("structuredContent");
                result.writeTo(json);
            }
        });
    }

    /** A call that a tool refused: a result for the model to read. */
    void failure(@Nullable RequestId id, Era era, String sentence) throws IOException {
        writer.write(new Answer(id, era) {
            @Override
            void fields(JsonGenerator json, LineOutput out) throws IOException {
                startText(json);
                json.writeString(sentence);
                endText(json);
                json.writeBooleanField("isError", true);
            }
        });
    }

    /** The first message of a subscription: what of it is served. */
    void acknowledged(RequestId subscription, boolean isToolsListChanged) throws IOException {
        writer.write(new Notification("notifications/subscriptions/acknowledged", subscription) {
            @Override
            void params(JsonGenerator json) throws IOException {
                json.writeObjectFieldStart("notifications");
                if (isToolsListChanged) {
                    json.writeBooleanField("toolsListChanged", true);
                }
                json.writeEndObject();
            }
        });
    }

    /** One of the session's lists is another now; {@code subscription} is null in the legacy era. */
    void listChanged(McpList list, @Nullable RequestId subscription) throws IOException {
        writer.write(new Notification(list.notification(), subscription));
    }

    private static void start(JsonGenerator json, @Nullable RequestId id) throws IOException {
        json.writeStartObject();
        json.writeStringField("jsonrpc", "2.0");
        json.writeFieldName("id");
        if (id == null) {
            json.writeNull();
        } else {
            id.writeTo(json);
        }
    }

    private static void startText(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("content");
        json.writeStartObject();
        json.writeStringField("type", "text");
        json.writeFieldName("text");
    }

    private static void endText(JsonGenerator json) throws IOException {
        json.writeEndObject();
        json.writeEndArray();
    }

    private static void writeResult(Result result, OutputStream out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            result.writeTo(json);
        }
    }

    /** The lists whose changes a host hears of that is told of the capabilities now. */
    Set<McpList> declared() {
        byte[] json = capabilities.get().getBytes(StandardCharsets.UTF_8);
        return McpList.declaredIn(new Span(json, 0, json.length));
    }

    private void capabilities(JsonGenerator json) throws IOException {
        json.writeFieldName("capabilities");
        json.writeRawValue(capabilities.get());
    }

    private static void caching(JsonGenerator json, int ttlMillis) throws IOException {
        json.writeNumberField("ttlMs", ttlMillis);
        json.writeStringField("cacheScope", "private");
    }

    private void serverInfo(JsonGenerator json) throws IOException {
        json.writeRawValue(serverInfo());
    }

    /** Who we say we are, as JSON. */
    String serverInfo() {
        return "{\"name\":" + JsonStrings.quote("bulkhead-" + tenant.id()) + ",\"title\":"
                + JsonStrings.quote(tenant.name()) + ",\"version\":" + JsonStrings.quote(tenant.version()) + "}";
    }

    private String instructions() {
        return "These tools belong to " + tenant.name() + " (tenant '" + tenant.id()
                + "') alone. Paths are relative to this tenant's workspace; nothing outside of it can be reached.";
    }

    /** An answer with a result. */
    private class Answer implements MessageWriter.Body {
        private final @Nullable RequestId id;
        private final Era era;

        Answer(@Nullable RequestId id, Era era) {
            this.id = id;
            this.era = era;
        }

        void fields(JsonGenerator json, LineOutput out) throws IOException {}

        @Override
        public void writeTo(JsonGenerator json, LineOutput out) throws IOException {
            start(json, id);
            json.writeObjectFieldStart("result");
            if (era == Era.MODERN) {
                json.writeStringField("resultType", "complete");
            }
            fields(json, out);
            if (era == Era.MODERN) {
                json.writeObjectFieldStart("_meta");
                json.writeFieldName("io.modelcontextprotocol/serverInfo");
                serverInfo(json);
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private static class Notification implements MessageWriter.Body {
        private final String method;
        private final @Nullable RequestId subscription;

        Notification(String method, @Nullable RequestId subscription) {
            this.method = method;
            this.subscription = subscription;
        }

        void params(JsonGenerator json) throws IOException {}

        @Override
        public void writeTo(JsonGenerator json, LineOutput out) throws IOException {
            json.writeStartObject();
            json.writeStringField("jsonrpc", "2.0");
            json.writeStringField("method", method);
            if (subscription != null) {
                json.writeObjectFieldStart("params");
                json.writeObjectFieldStart("_meta");
                json.writeFieldName("io.modelcontextprotocol/subscriptionId");
                subscription.writeTo(json);
                json.writeEndObject();
                params(json);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
    }
}
