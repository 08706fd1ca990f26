package dev.bulkhead.tenantserver.pipe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.tenantserver.gateway.Upstream;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.probe.Attempt;
import dev.bulkhead.tenantserver.probe.AttemptsJson;
import dev.bulkhead.tenantserver.tool.Rights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One control message: its fields in whatever order they came, then handed to who acts on it. */
final class ControlReader {
    private final JsonParser json;
    private String type = "";
    private @Nullable String tenant;
    private @Nullable String name;
    private @Nullable String version;
    private @Nullable String workspace;
    private @Nullable String session;
    private @Nullable String prefix;
    private @Nullable List<String> tools;
    private @Nullable List<String> obeyed;
    private @Nullable String message;
    private long lane = -1;
    private long request = -1;
    private long bytes = -1;
    private long expires = -1;
    private final Map<String, SecretBytes> secrets = new HashMap<>();
    private final List<Attempt> targets = new ArrayList<>();
    private final List<Upstream> upstreams = new ArrayList<>();

    private ControlReader(JsonParser json) {
        this.json = json;
    }

    /** Reads one line and tells {@code handler}; a message that is none, or lacks a field, is an {@link IOException}. */
    static void read(byte[] line, int from, int to, ControlHandler handler) throws IOException {
        try (JsonParser json = Json.parser(line, from, to - from)) {
            ControlReader reader = new ControlReader(json);
            reader.fields();
            reader.tell(handler);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            // The library's sentence quotes the line, which may hold a secret.
            throw new IOException("a control message is not valid JSON, or has a value of a wrong type");
        }
    }

    private void fields() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("a control message is not a JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "type" -> type = json.getText();
                case "tenant" -> tenant = json.getText();
                case "name" -> name = json.getText();
                case "version" -> version = json.getText();
                case "workspace" -> workspace = json.getText();
                case "session" -> session = json.getText();
                case "prefix" -> prefix = json.getText();
                case "message" -> message = json.getText();
                case "request" -> request = json.getLongValue();
                case "lane" -> lane = json.getLongValue();
                case "bytes" -> bytes = json.getLongValue();
                case "expires" -> expires = json.getLongValue();
                case "tools" -> tools = strings();
                case "obeyed" -> obeyed = strings();
                case "secrets" -> secrets();
                case "targets" -> targets.addAll(AttemptsJson.read(json));
                case "upstreams" -> upstreams();
                default -> json.skipChildren();
            }
        }
    }

    private List<String> strings() throws IOException {
        List<String> strings = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            strings.add(json.getText());
        }
        return strings;
    }

    private void secrets() throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String account = json.currentName();
            json.nextToken();
            secrets.put(account, SecretBytes.takeOver(json.getBinaryValue()));
        }
    }

    private void upstreams() throws IOException {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            String upstream = "";
            String id = "";
            String era = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                json.nextToken();
                switch (key) {
                    case "name" -> upstream = json.getText();
                    case "id" -> id = json.getText();
                    case "era" -> era = json.getText();
                    default -> json.skipChildren();
                }
            }
            upstreams.add(new Upstream(upstream, id, era));
        }
    }

    private void tell(ControlHandler handler) throws IOException {
        switch (type) {
            case "probe" -> handler.probe(targets);
            case "bind" ->
                handler.bind(
                        needed(tenant, "tenant"),
                        needed(name, "name"),
                        needed(version, "version"),
                        needed(workspace, "workspace"),
                        needed(obeyed, "obeyed"),
                        secrets,
                        upstreams);
            case "upstreams" -> handler.upstreams(upstreams);
            case "started" -> handler.started(request(), lane());
            case "failed" -> handler.failed(request(), needed(message, "message"));
            case "ended" -> handler.ended(lane(), needed(message, "message"));
            case "open" -> handler.open(lane(), needed(session, "session"), needed(prefix, "prefix"), rights());
            case "rotate" -> handler.rotate(lane(), rights());
            case "close" -> handler.close(lane());
            case "credit" -> {
                if (bytes < 0) {
                    throw missing("bytes");
                }
                handler.credit(lane(), bytes);
            }
            default -> handler.unknown(type);
        }
    }

    private long request() throws IOException {
        if (request <= 0) {
            throw missing("request");
        }
        return request;
    }

    private int lane() throws IOException {
        if (lane <= 0 || lane > Integer.MAX_VALUE) {
            throw missing("lane");
        }
        return (int) lane;
    }

    private Rights rights() throws IOException {
        if (expires < 0) {
            throw missing("expires");
        }
        return new Rights(needed(tools, "tools"), expires);
    }

    private <T> T needed(@Nullable T value, String key) throws IOException {
        if (value == null) {
            throw missing(key);
        }
        return value;
    }

    private IOException missing(String key) {
        return new IOException("a control message '" + type + "' has no usable '" + key + "'");
    }
}
