package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpMeta;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code subscriptions/listen} requests of a modern host at a legacy upstream, which tells what changes to nobody in
 * particular. A resource is subscribed to once, however many listen, and given up with the last.
 */
final class Subscribers {
    private static final long ACKNOWLEDGE_MILLIS = 3_000;
    private static final int MOST_EARLY = 16;

    private final Capabilities capabilities;
    private final Said said;
    private final Ends ends;
    private final Map<String, Listen> listens = new LinkedHashMap<>();
    private final Map<String, Resource> resources = new HashMap<>();
    private final Map<String, Resource> asked = new HashMap<>();
    private int count;

    private static final class Listen {
        final Span id;
        final Said.Listen kept;
        final Set<String> lists = new LinkedHashSet<>();
        final Map<String, Span> uris = new LinkedHashMap<>();
        final List<byte[]> early = new ArrayList<>();

        Listen(Span id, Said.Listen kept) {
            this.id = id;
            this.kept = kept;
        }
    }

    private static final class Resource {
        final Span uri;
        final Set<Listen> listens = new LinkedHashSet<>();
        boolean isGranted;
        boolean isAnswered;

        Resource(Span uri) {
            this.uri = uri;
        }
    }

    Subscribers(Capabilities capabilities, Said said, Ends ends) {
        this.capabilities = capabilities;
        this.said = said;
        this.ends = ends;
    }

    void started() {
        for (Map.Entry<String, Said.Listen> kept : said.listens.entrySet()) {
            open(kept.getKey(), kept.getValue());
        }
    }

    boolean isOpen(String key) {
        return listens.containsKey(key);
    }

    void listen(ModernRequest request) {
        Span wanted = JsonObjects.member(JsonObjects.member(whole(request.bytes), "params"), "notifications");
        if (wanted == null || wanted.first() != '{') {
            toHost(Messages.error(request.id.copy(), McpErrors.INVALID_PARAMS, "notifications is not an object"));
            return;
        }
        if (!said.listen(request.key, request.bytes)) {
            toHost(Messages.error(request.id.copy(), McpErrors.INVALID_REQUEST, "too many subscriptions are open"));
            return;
        }
        Said.Listen kept = said.listens.get(request.key);
        if (kept != null) {
            open(request.key, kept);
        }
    }

    private static Span whole(byte[] line) {
        int start = 0;
        while (line[start] != '{') {
            start++;
        }
        return new Span(line, start, line.length - start);
    }

    private void open(String key, Said.Listen kept) {
        JsonObject message = JsonObject.of(kept.line);
        Span id = message.get("id");
        Span wanted = JsonObjects.member(message.get("params"), "notifications");
        if (id == null) {
            return;
        }
        Listen listen = new Listen(id, kept);
        listens.put(key, listen);
        for (String name : new String[] {"tools", "prompts", "resources"}) {
            Span flag = JsonObjects.member(wanted, name + "ListChanged");
            if (flag != null && flag.is("true") && capabilities.has(name, "listChanged")) {
                listen.lists.add(name);
            }
        }
        if (capabilities.has("resources", "subscribe")) {
            for (Span uri : JsonObjects.elements(JsonObjects.member(wanted, "resourceSubscriptions"))) {
                if (uri.first() == '"' && listen.uris.size() < Said.MOST) {
                    listen.uris.put(uri.text(), uri);
                    subscribe(listen, uri);
                }
            }
        }
        acknowledgeWhenKnown(listen);
        if (!listen.kept.isAcknowledged) {
            ends.after(ACKNOWLEDGE_MILLIS, () -> {
                if (listens.get(key) == listen) {
                    acknowledge(listen);
                }
            });
        }
    }

    private void subscribe(Listen listen, Span uri) {
        Resource known = resources.get(uri.text());
        if (known != null) {
            known.listens.add(listen);
            return;
        }
        Resource resource = new Resource(uri);
        resource.listens.add(listen);
        resources.put(uri.text(), resource);
        String id = ask("resources/subscribe", uri);
        if (id == null) {
            resource.isAnswered = true;
        } else {
            asked.put(Messages.textKey(id), resource);
        }
    }

    private @Nullable String ask(String method, Span uri) {
        String id = "bulkhead-subscription-" + count++;
        try {
            ends.toUpstream(Messages.request(id, method, new JsonObject().put("uri", uri)));
            return id;
        } catch (IOException e) {
            ends.noise("a subscription could not be sent: " + e.getMessage());
            return null;
        }
    }

    /** The upstream's answer; false when it is to another request. */
    boolean answered(RpcLine line) {
        Resource resource = asked.remove(line.idKey());
        if (resource == null) {
            return line.idKey()
                    .startsWith("s:bulkhead-subscription-"); // That it is unsubscribed from nobody waits for.
        }
        resource.isAnswered = true;
        resource.isGranted = line.member("result") != null;
        for (Listen listen : resource.listens) {
            acknowledgeWhenKnown(listen);
        }
        return true;
    }

    private void acknowledgeWhenKnown(Listen listen) {
        for (String uri : listen.uris.keySet()) {
            Resource resource = resources.get(uri);
            if (resource != null && !resource.isAnswered) {
                return;
            }
        }
        acknowledge(listen);
    }

    /** Tells what of the listen is served: the first that is heard under its id. */
    private void acknowledge(Listen listen) {
        if (listen.kept.isAcknowledged) {
            return;
        }
        listen.kept.isAcknowledged = true;
        JsonObject served = new JsonObject();
        for (String name : listen.lists) {
            served.putJson(name + "ListChanged", "true");
        }
        StringBuilder uris = new StringBuilder();
        for (Map.Entry<String, Span> uri : listen.uris.entrySet()) {
            Resource resource = resources.get(uri.getKey());
            if (resource != null && resource.isGranted) {
                uris.append(uris.isEmpty() ? '[' : ',').append(uri.getValue().raw());
            }
        }
        if (!uris.isEmpty()) {
            served.put("resourceSubscriptions", Messages.utf8(uris.append(']').toString()));
        }
        JsonObject params = new JsonObject().put("_meta", tag(new JsonObject(), listen));
        params.put("notifications", served);
        toHost(Messages.notification("notifications/subscriptions/acknowledged", params));
        for (byte[] line : listen.early) {
            toHost(line);
        }
        listen.early.clear();
    }

    /** The host has cancelled; false when that is no listen. */
    boolean cancel(String key) {
        Listen listen = listens.remove(key);
        said.cancelListen(key);
        if (listen == null) {
            return false;
        }
        for (Span uri : listen.uris.values()) {
            Resource resource = resources.get(uri.text());
            if (resource != null && resource.listens.remove(listen) && resource.listens.isEmpty()) {
                resources.remove(uri.text());
                ask("resources/unsubscribe", uri);
            }
        }
        return true;
    }

    /** {@code notifications/<name>/list_changed}. */
    void listChanged(String name, Span line) {
        for (Listen listen : listens.values()) {
            if (listen.lists.contains(name)) {
                tell(listen, line);
            }
        }
    }

    /** {@code notifications/resources/updated}: of the resource itself, or of one below it (MCP resources, subscriptions). */
    void updated(String uri, Span line) {
        for (Listen listen : listens.values()) {
            for (String wanted : listen.uris.keySet()) {
                if (isWithin(uri, wanted)) {
                    tell(listen, line);
                    break;
                }
            }
        }
    }

    private static boolean isWithin(String uri, String wanted) {
        if (!uri.startsWith(wanted) || uri.length() == wanted.length() || wanted.endsWith("/")) {
            return uri.startsWith(wanted);
        }
        char next = uri.charAt(wanted.length());
        return next == '/' || next == '#' || next == '?';
    }

    private void tell(Listen listen, Span line) {
        JsonObject message = new JsonObject(line);
        tag(message.needObject("params").needObject("_meta"), listen);
        if (listen.kept.isAcknowledged) {
            toHost(message.bytes());
        } else if (listen.early.size() < MOST_EARLY) {
            listen.early.add(message.bytes());
        }
    }

    private static JsonObject tag(JsonObject meta, Listen listen) {
        return meta.put(McpMeta.SUBSCRIPTION_ID, listen.id);
    }

    private void toHost(byte[] line) {
        ends.toHost(line, 0, line.length);
    }
}
