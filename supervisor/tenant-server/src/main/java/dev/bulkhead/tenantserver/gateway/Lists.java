package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpList;
import dev.bulkhead.tenantserver.json.JsonObject;
import dev.bulkhead.tenantserver.json.Splice;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the four lists of MCP share: their words, their cursors, and the writing of one answer out of several. Stateless. */
final class Lists {
    /** One of the lists. */
    enum Kind {
        TOOLS("tools/list", "tools", McpList.TOOLS),
        PROMPTS("prompts/list", "prompts", McpList.PROMPTS),
        RESOURCES("resources/list", "resources", McpList.RESOURCES),
        TEMPLATES("resources/templates/list", "resourceTemplates", McpList.RESOURCES);

        private final String method;
        private final String key;
        private final McpList list;

        Kind(String method, String key, McpList list) {
            this.method = method;
            this.key = key;
            this.list = list;
        }

        String method() {
            return method;
        }

        String key() {
            return key;
        }

        /** What hosts are told of when it changes. */
        McpList list() {
            return list;
        }

        static @Nullable Kind of(String method) {
            for (Kind kind : values()) {
                if (kind.method.equals(method)) {
                    return kind;
                }
            }
            return null;
        }
    }

    private Lists() {}

    /** As {@link JsonObjects#elements}; what cannot be read counts as empty. */
    static List<Span> elements(@Nullable Span array) {
        try {
            return JsonObjects.elements(array);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** As {@link JsonObjects#member}; what cannot be read counts as absent. */
    static @Nullable Span member(@Nullable Span object, String key) {
        try {
            return JsonObjects.member(object, key);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns one cursor for all, or "" when none has more. Opaque to hosts. */
    static String cursor(Map<String, String> cursors) {
        if (cursors.isEmpty()) {
            return "";
        }
        StringBuilder json = new StringBuilder("{");
        cursors.forEach((name, cursor) -> json.append(json.length() > 1 ? "," : "")
                .append(JsonStrings.quote(name))
                .append(':')
                .append(JsonStrings.quote(cursor)));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Splice.bytes(json.append('}').toString()));
    }

    /** Returns the cursors that {@link #cursor} was made of, by upstream, or null when it was not made here. */
    static @Nullable Map<String, String> cursors(String text, Iterable<Upstream> upstreams) {
        Map<String, String> cursors = new TreeMap<>();
        try {
            byte[] json = Base64.getUrlDecoder().decode(text);
            Span whole = new Span(json, 0, json.length);
            if (json.length == 0 || whole.first() != '{') {
                return null;
            }
            for (Upstream upstream : upstreams) {
                Span cursor = JsonObjects.member(whole, upstream.name());
                if (cursor != null && cursor.first() == '"') {
                    cursors.put(upstream.name(), cursor.text());
                }
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        return cursors.isEmpty() ? null : cursors;
    }

    /**
     * Returns the answer.
     *
     * @param id as it stands in JSON
     * @param serverInfo ours, JSON; told in the modern era alone
     */
    static byte[] answer(String id, Kind kind, List<byte[]> items, String nextCursor, HostEra era, String serverInfo) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(8192);
        boolean isModern = era == HostEra.MODERN;
        out.writeBytes(Splice.bytes("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{"
                + (isModern ? "\"resultType\":\"complete\"," : "") + "\"" + kind.key() + "\":["));
        boolean isFirst = true;
        for (byte[] item : items) {
            if (!isFirst) {
                out.write(',');
            }
            isFirst = false;
            out.writeBytes(item);
        }
        out.write(']');
        if (!nextCursor.isEmpty()) {
            out.writeBytes(Splice.bytes(",\"nextCursor\":\"" + nextCursor + "\""));
        }
        if (isModern) {
            // What is listed depends on rights that may change at any time, and belongs to one tenant.
            out.writeBytes(Splice.bytes(",\"ttlMs\":0,\"cacheScope\":\"private\",\"_meta\":{"
                    + "\"io.modelcontextprotocol/serverInfo\":" + serverInfo + "}"));
        }
        out.writeBytes(Splice.bytes("}}"));
        return out.toByteArray();
    }

    /** Returns {@code item} with another value for {@code key}, if it has one. */
    static byte[] renamed(Span item, String key, String value) {
        Span old = member(item, key);
        return old == null ? item.copy() : Splice.replace(item, old, JsonObject.quoted(value));
    }

    static List<byte[]> copies(List<String> items) {
        List<byte[]> copies = new ArrayList<>(items.size());
        items.forEach(item -> copies.add(Splice.bytes(item)));
        return copies;
    }
}
