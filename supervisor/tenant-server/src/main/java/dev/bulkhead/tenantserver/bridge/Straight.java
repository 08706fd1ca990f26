package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpMeta;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Host and upstream speak one era: lines pass as they are, ids and all. What is kept is who waits for what. */
public final class Straight implements Bridge {
    /** Most requests of an upstream that its host has not answered. */
    private static final int MOST_ASKED = 256;

    private final boolean isModern;
    private final Capabilities capabilities;
    private final Said said;
    private final Ends ends;

    private final Map<String, Call> calls = new HashMap<>();
    private final Map<String, byte[]> asked = new HashMap<>();
    private final Set<String> swallowed = new HashSet<>();

    private static final class Call {
        final byte[] id;
        final String method;

        /** What {@code resources/subscribe} is about: told anew only where it was granted. */
        @Nullable
        Span uri;

        Call(byte[] id, String method) {
            this.id = id;
            this.method = method;
        }
    }

    public Straight(boolean isModern, Capabilities capabilities, Said said, Ends ends) {
        this.isModern = isModern;
        this.capabilities = capabilities;
        this.said = said;
        this.ends = ends;
    }

    @Override
    public void started() {
        if (isModern) {
            for (Map.Entry<String, Said.Listen> listen : said.listens.entrySet()) {
                byte[] line = listen.getValue().line;
                JsonObject message = JsonObject.of(line);
                Span id = message.get("id");
                if (id != null) {
                    calls.put(listen.getKey(), new Call(id.copy(), "subscriptions/listen"));
                    tellUpstream(line.clone());
                }
            }
            return;
        }
        byte[] level = said.level;
        if (level != null && capabilities.has("logging")) {
            tellAnew("logging/setLevel", new JsonObject().put("level", level));
        }
        if (capabilities.has("resources", "subscribe")) {
            for (byte[] uri : said.resources.values()) {
                tellAnew("resources/subscribe", new JsonObject().put("uri", uri));
            }
        }
    }

    private void tellAnew(String method, JsonObject params) {
        String id = "bulkhead-again-" + swallowed.size(); // Whoever uses that too is told that it is in flight.
        swallowed.add(Messages.textKey(id));
        tellUpstream(Messages.request(id, method, params));
    }

    @Override
    public void fromHost(RpcLine line, byte[] bytes) {
        switch (line.kind()) {
            case REQUEST -> request(line, bytes);
            case NOTIFICATION -> notification(line, bytes);
            case RESPONSE -> {
                if (asked.remove(line.idKey()) != null) {
                    tellUpstream(bytes);
                }
            }
            case BATCH, INVALID -> {}
        }
    }

    private void request(RpcLine line, byte[] bytes) {
        Span idSpan = line.id();
        if (idSpan == null) {
            return;
        }
        byte[] id = idSpan.copy();
        String method = line.method();
        String key = line.idKey();
        if (calls.containsKey(key) || swallowed.contains(key)) {
            toHost(Messages.error(id, McpErrors.INVALID_REQUEST, "this id is in flight already"));
            return;
        }
        if (!isModern && method.equals("logging/setLevel")) {
            Span level = line.inner("level");
            if (level != null && level.first() == '"') {
                said.level(level.copy());
            }
            if (!capabilities.has("logging")) {
                toHost(Messages.emptyResult(id));
                return;
            }
        }
        if (capabilities.lacks(method)) {
            toHost(Messages.error(id, McpErrors.METHOD_NOT_FOUND, "this server has no " + method));
            return;
        }
        Call call = new Call(id, method);
        if (isModern && method.equals("subscriptions/listen") && !said.listen(key, bytes.clone())) {
            toHost(Messages.error(id, McpErrors.INVALID_REQUEST, "too many subscriptions are open: cancel one first"));
            return;
        }
        if (!isModern && (method.equals("resources/subscribe") || method.equals("resources/unsubscribe"))) {
            Span uri = line.inner("uri");
            call.uri = uri == null || uri.first() != '"' ? null : new Span(uri.copy(), 0, uri.length());
        }
        calls.put(key, call);
        try {
            ends.toUpstream(bytes);
        } catch (IOException e) {
            calls.remove(key);
            said.cancelListen(key);
            toHost(Messages.failure(id, method, isModern, String.valueOf(e.getMessage())));
        }
    }

    private void notification(RpcLine line, byte[] bytes) {
        switch (line.method()) {
            case "notifications/initialized" -> {} // Said during the handshake.
            case "notifications/cancelled" -> {
                String key = Messages.key(line.inner("requestId"));
                said.cancelListen(key);
                if (calls.remove(key) != null) {
                    tellUpstream(bytes);
                }
            }
            default -> tellUpstream(bytes);
        }
    }

    @Override
    public void fromUpstream(RpcLine line, byte[] bytes, int from, int to) {
        switch (line.kind()) {
            case REQUEST -> ask(line, bytes, from, to);
            case NOTIFICATION -> {
                if (isNews(line)) {
                    ends.toHost(bytes, from, to);
                }
            }
            case RESPONSE -> answer(line, bytes, from, to);
            case BATCH, INVALID -> {}
        }
    }

    private void ask(RpcLine line, byte[] bytes, int from, int to) {
        Span id = line.id();
        if (id == null) {
            return;
        }
        if (line.method().equals("ping")) {
            tellUpstream(Messages.emptyResult(id.copy()));
        } else if (isModern) {
            ends.noise("a server of 2026-07-28 must not send requests: dropped");
        } else if (asked.size() >= MOST_ASKED && !asked.containsKey(line.idKey())) {
            tellUpstream(Messages.error(id.copy(), McpErrors.INTERNAL_ERROR, "too many requests wait for the host"));
        } else if (asked.putIfAbsent(line.idKey(), id.copy()) != null) {
            ends.noise("a request whose id is in flight already: dropped");
        } else {
            ends.toHost(bytes, from, to);
        }
    }

    /** False for what the host was told already, or has no use for. */
    private boolean isNews(RpcLine line) {
        if (line.method().equals("notifications/cancelled")) {
            String key = Messages.key(line.inner("requestId"));
            if (isModern) { // A listen alone can be ended so: any other request is answered.
                return said.cancelListen(key) && calls.remove(key) != null;
            }
            return asked.remove(key) != null;
        }
        if (!isModern || !line.method().equals("notifications/subscriptions/acknowledged")) {
            return true;
        }
        Span subscription = JsonObjects.member(line.inner("_meta"), McpMeta.SUBSCRIPTION_ID);
        Said.Listen listen = said.listens.get(Messages.key(subscription));
        if (listen == null || listen.isAcknowledged) {
            return false;
        }
        listen.isAcknowledged = true;
        return true;
    }

    private void answer(RpcLine line, byte[] bytes, int from, int to) {
        String key = line.idKey();
        Call call = calls.remove(key);
        if (call == null) {
            if (!swallowed.remove(key)) {
                ends.noise("an answer to a request that is not in flight: dropped");
            }
            return;
        }
        said.cancelListen(key);
        Span uri = call.uri;
        if (uri != null && line.member("result") != null) {
            if (call.method.equals("resources/subscribe")) {
                said.subscribe(uri.text(), uri.copy());
            } else {
                said.unsubscribe(uri.text());
            }
        }
        ends.toHost(bytes, from, to);
    }

    @Override
    public void unreadable(String key, String problem) {
        Call call = calls.remove(key);
        if (call != null) {
            said.cancelListen(key);
            toHost(Messages.failure(call.id, call.method, isModern, McpErrors.INTERNAL_ERROR, problem));
        }
    }

    @Override
    public void ended(String sentence) {
        for (byte[] id : asked.values()) {
            toHost(Messages.cancelled(id, "the server has ended"));
        }
        for (Call call : calls.values()) {
            if (!call.method.equals("subscriptions/listen")) {
                toHost(Messages.failure(call.id, call.method, isModern, sentence));
            }
        }
        asked.clear();
        calls.clear();
    }

    private void tellUpstream(byte[] line) {
        try {
            ends.toUpstream(line);
        } catch (IOException e) {
            ends.noise("a message could not be sent: " + e.getMessage());
        }
    }

    private void toHost(byte[] line) {
        ends.toHost(line, 0, line.length);
    }
}
