package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code subscriptions/listen} requests that stand for what a legacy host expects of its server: one for all lists that may
 * change, and one for each resource that it subscribed to.
 */
final class ModernListens {
    private static final long ACKNOWLEDGE_MILLIS = 10_000;

    /** A server that ends what it granted is asked again, not at once. */
    private static final long AGAIN_MILLIS = 5_000;

    private final byte[] meta;
    private final Capabilities capabilities;
    private final Said said;
    private final Ends ends;
    private final Map<String, Listen> byKey = new HashMap<>();
    private final Map<String, Listen> byUri = new HashMap<>();
    private int count;

    private static final class Listen {
        final String id;

        @Nullable
        final Span uri;

        /** Ids of the host's requests that are answered with the acknowledgement. */
        final List<Span> waiting = new ArrayList<>();

        boolean isGranted;

        Listen(String id, @Nullable Span uri) {
            this.id = id;
            this.uri = uri;
        }
    }

    ModernListens(byte[] meta, Capabilities capabilities, Said said, Ends ends) {
        this.meta = meta;
        this.capabilities = capabilities;
        this.said = said;
        this.ends = ends;
    }

    void started() {
        listenToLists();
        for (byte[] uri : said.resources.values()) {
            open(new Span(uri, 0, uri.length));
        }
    }

    private void listenToLists() {
        JsonObject wanted = new JsonObject();
        for (String name : new String[] {"tools", "prompts", "resources"}) {
            if (capabilities.has(name, "listChanged")) {
                wanted.putJson(name + "ListChanged", "true");
            }
        }
        if (!wanted.isEmpty()) {
            send(new Listen(nextId(), null), wanted);
        }
    }

    private Listen open(Span uri) {
        Listen listen = new Listen(nextId(), uri);
        byUri.put(uri.text(), listen);
        byte[] uris = Messages.utf8("[" + uri.raw() + "]");
        send(listen, new JsonObject().put("resourceSubscriptions", uris));
        ends.after(ACKNOWLEDGE_MILLIS, () -> {
            if (!listen.isGranted && byKey.containsKey(Messages.textKey(listen.id))) {
                refuse(listen, "the server has not acknowledged the subscription");
                cancel(listen);
            }
        });
        return listen;
    }

    private String nextId() {
        return "bulkhead-listen-" + count++;
    }

    private void send(Listen listen, JsonObject wanted) {
        byKey.put(Messages.textKey(listen.id), listen);
        JsonObject params = new JsonObject().put("_meta", meta).put("notifications", wanted);
        try {
            ends.toUpstream(Messages.request(listen.id, "subscriptions/listen", params));
        } catch (IOException e) {
            refuse(listen, String.valueOf(e.getMessage()));
            forget(listen);
        }
    }

    void subscribe(Span id, @Nullable Span uri) {
        if (uri == null || uri.first() != '"') {
            toHost(Messages.error(id.copy(), McpErrors.INVALID_PARAMS, "uri is not a string"));
            return;
        }
        if (!capabilities.has("resources", "subscribe")) {
            toHost(Messages.error(id.copy(), McpErrors.METHOD_NOT_FOUND, "this server has no subscriptions"));
            return;
        }
        Listen listen = byUri.get(uri.text());
        if (listen != null && listen.isGranted) {
            toHost(Messages.emptyResult(id.copy()));
            return;
        }
        Span kept = new Span(uri.copy(), 0, uri.length());
        if (listen == null && !said.subscribe(uri.text(), kept.bytes())) {
            toHost(Messages.error(id.copy(), McpErrors.INVALID_REQUEST, "too many subscriptions are open"));
            return;
        }
        Listen asked = listen == null ? open(kept) : listen;
        if (!byUri.containsKey(uri.text())) { // It could not be sent.
            toHost(Messages.error(id.copy(), McpErrors.TENANT_SERVER_GONE, "the server takes no messages"));
            return;
        }
        asked.waiting.add(new Span(id.copy(), 0, id.length()));
    }

    void unsubscribe(Span id, @Nullable Span uri) {
        Listen listen = uri == null ? null : byUri.get(uri.text());
        if (uri != null) {
            said.unsubscribe(uri.text());
        }
        if (listen != null) {
            refuse(listen, "the subscription was ended before it was acknowledged");
            cancel(listen);
        }
        toHost(Messages.emptyResult(id.copy()));
    }

    /** The host does not wait for an answer any more; false when it did not. */
    boolean stopWaiting(String key) {
        for (Listen listen : byUri.values()) {
            for (Iterator<Span> each = listen.waiting.iterator(); each.hasNext(); ) {
                if (Messages.key(each.next()).equals(key)) {
                    each.remove();
                    return true;
                }
            }
        }
        return false;
    }

    boolean isWaiting(String key) {
        for (Listen listen : byUri.values()) {
            for (Span id : listen.waiting) {
                if (Messages.key(id).equals(key)) {
                    return true;
                }
            }
        }
        return false;
    }

    void acknowledged(String key, @Nullable Span granted) {
        Listen listen = byKey.get(key);
        if (listen == null || listen.isGranted) {
            return;
        }
        Span uri = listen.uri;
        if (uri != null && !holds(JsonObjects.member(granted, "resourceSubscriptions"), uri.text())) {
            refuse(listen, "the server does not grant this subscription");
            cancel(listen);
            return;
        }
        listen.isGranted = true;
        for (Span id : listen.waiting) {
            toHost(Messages.emptyResult(id.bytes()));
        }
        listen.waiting.clear();
    }

    /** The server has answered a listen, which ends it, or ended it by a notification. False when it is none of ours. */
    boolean ended(String key, @Nullable RpcLine answer) {
        Listen listen = byKey.get(key);
        if (listen == null) {
            return false;
        }
        boolean wasGranted = listen.isGranted;
        Span message = answer == null ? null : JsonObjects.member(answer.member("error"), "message");
        forget(listen);
        if (!wasGranted) {
            refuse(listen, message == null ? "the server has ended the subscription" : message.text());
            return true;
        }
        ends.after(AGAIN_MILLIS, () -> {
            Span uri = listen.uri;
            if (uri == null) {
                listenToLists();
            } else if (said.resources.containsKey(uri.text()) && !byUri.containsKey(uri.text())) {
                open(uri);
            }
        });
        return true;
    }

    /** The process is gone: what waits for an acknowledgement is answered. */
    void gone(String sentence) {
        for (Listen listen : byUri.values()) {
            for (Span id : listen.waiting) {
                toHost(Messages.failure(id.bytes(), "resources/subscribe", false, sentence));
            }
        }
    }

    private void refuse(Listen listen, String why) {
        Span uri = listen.uri;
        for (Span id : listen.waiting) {
            toHost(Messages.error(id.bytes(), McpErrors.INVALID_PARAMS, why));
        }
        listen.waiting.clear();
        if (uri != null) {
            said.unsubscribe(uri.text());
        }
    }

    private void cancel(Listen listen) {
        forget(listen);
        try {
            ends.toUpstream(Messages.cancelled(JsonObject.quoted(listen.id), "unsubscribed"));
        } catch (IOException e) {
            ends.noise("a subscription could not be ended: " + e.getMessage());
        }
    }

    private void forget(Listen listen) {
        byKey.remove(Messages.textKey(listen.id));
        Span uri = listen.uri;
        if (uri != null) {
            byUri.remove(uri.text(), listen);
        }
    }

    private static boolean holds(@Nullable Span array, String text) {
        for (Span element : JsonObjects.elements(array)) {
            if (element.text().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private void toHost(byte[] line) {
        ends.toHost(line, 0, line.length);
    }
}
