package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.json.JsonObject;
import dev.bulkhead.tenantserver.json.Splice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The host's {@code subscriptions/listen} requests (MCP 2026-07-28, subscriptions): each is opened at every upstream that it may
 * concern, acknowledged once for all, and what the upstreams then say comes under the host's own id. Safe for any thread.
 */
final class Listens {
    /** A slow upstream's part is left out of the acknowledgement, not out of the subscription. */
    private static final int PATIENCE_MILLIS = 2000;

    private final Gateway gateway;
    private final Map<String, Listening> open = new LinkedHashMap<>();
    private final Map<String, Leg> legs = new HashMap<>();

    Listens(Gateway gateway) {
        this.gateway = gateway;
    }

    /** One of the host's subscriptions. */
    private static final class Listening {
        private final String rawId;
        private final byte[] meta;
        private final boolean tools;
        private final boolean prompts;
        private final boolean resources;
        private final List<String> uris;
        private final Map<String, Boolean> served = new LinkedHashMap<>();
        private final List<Member> members = new ArrayList<>();
        private int missing;
        private boolean isAcknowledged;

        Listening(String rawId, @Nullable Span wanted, byte[] meta) {
            this.rawId = rawId;
            this.meta = meta;
            this.tools = isTrue(wanted, "toolsListChanged");
            this.prompts = isTrue(wanted, "promptsListChanged");
            this.resources = isTrue(wanted, "resourcesListChanged");
            this.uris = new ArrayList<>();
            for (Span uri : Lists.elements(Lists.member(wanted, "resourceSubscriptions"))) {
                if (uri.first() == '"') {
                    uris.add(uri.text());
                }
            }
        }

        private static boolean isTrue(@Nullable Span object, String key) {
            Span value = Lists.member(object, key);
            return value != null && value.is("true");
        }
    }

    /** A subscription at one upstream; {@code shown}: the upstream's own URIs that the host knows by another. */
    private record Leg(Listening listening, Member member, Map<String, String> shown) {}

    void begin(String idKey, String rawId, @Nullable Span wanted, byte[] meta) {
        Listening listening = new Listening(rawId, wanted, meta);
        synchronized (this) {
            open.put(idKey, listening);
            listening.missing = 1; // Until all are asked.
        }
        join(listening);
        gateway.later(() -> acknowledge(listening), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        oneLess(listening);
    }

    private void join(Listening listening) {
        for (Member member : gateway.members(HostEra.MODERN, listening.meta)) {
            Map<String, String> shown = new HashMap<>();
            String fields = filter(listening, member, shown);
            if (fields.isEmpty()) {
                continue;
            }
            synchronized (this) {
                if (listening.members.contains(member)) {
                    continue;
                }
                listening.members.add(member);
                listening.missing++;
                // Before it is sent: an acknowledgement may come at once, on this very thread, and must find its leg.
                gateway.ask(
                        member,
                        "subscriptions/listen",
                        "\"notifications\":{" + fields + "}",
                        (line, whole) -> oneLess(listening),
                        id -> legs.put(id, new Leg(listening, member, shown)));
            }
        }
    }

    private String filter(Listening listening, Member member, Map<String, String> shown) {
        List<String> fields = new ArrayList<>();
        if (listening.tools) {
            fields.add("\"toolsListChanged\":true");
        }
        if (listening.prompts) {
            fields.add("\"promptsListChanged\":true");
        }
        if (listening.resources) {
            fields.add("\"resourcesListChanged\":true");
        }
        List<String> uris = new ArrayList<>();
        for (String uri : listening.uris) {
            Resources.Route route = gateway.resources().find(uri);
            if (route == null || route.upstream().equals(member.name())) {
                String own = route == null ? uri : route.uri();
                uris.add(JsonStrings.quote(own));
                if (!own.equals(uri)) {
                    shown.put(own, uri);
                }
            }
        }
        if (!uris.isEmpty()) {
            fields.add("\"resourceSubscriptions\":[" + String.join(",", uris) + "]");
        }
        return String.join(",", fields);
    }

    /** A message of an upstream under one of our ids. */
    void notification(Member member, RpcLine line, Span subscription, Span whole) {
        Leg leg;
        synchronized (this) {
            leg = legs.get(subscription.text());
        }
        if (leg == null || leg.member != member) {
            return;
        }
        if (line.method().equals("notifications/subscriptions/acknowledged")) {
            served(leg, line.inner("notifications"));
            oneLess(leg.listening);
            return;
        }
        byte[] hostsId = Splice.bytes(leg.listening.rawId);
        Span uri = line.inner("uri");
        String shown = uri == null || uri.first() != '"' ? null : leg.shown.get(uri.text());
        gateway.say(
                uri == null || shown == null
                        ? Splice.replace(whole, subscription, hostsId)
                        : Splice.replace(whole, subscription, hostsId, uri, JsonObject.quoted(shown)));
    }

    private synchronized void served(Leg leg, @Nullable Span notifications) {
        Map<String, Boolean> served = leg.listening.served;
        for (String key : List.of("toolsListChanged", "promptsListChanged", "resourcesListChanged")) {
            Span value = Lists.member(notifications, key);
            if (value != null && value.is("true")) {
                served.put(key, true);
            }
        }
        for (Span uri : Lists.elements(Lists.member(notifications, "resourceSubscriptions"))) {
            String own = uri.text();
            served.put("uri " + leg.shown.getOrDefault(own, own), true);
        }
    }

    private void oneLess(Listening listening) {
        boolean isLast;
        synchronized (this) {
            isLast = --listening.missing == 0;
        }
        if (isLast) {
            acknowledge(listening);
        }
    }

    private void acknowledge(Listening listening) {
        StringBuilder fields = new StringBuilder();
        synchronized (this) {
            if (listening.isAcknowledged || !open.containsValue(listening)) {
                return;
            }
            listening.isAcknowledged = true;
            if (listening.tools) { // The built-in ones may change at any time.
                fields.append("\"toolsListChanged\":true");
            }
            for (String key : List.of("promptsListChanged", "resourcesListChanged")) {
                if (listening.served.containsKey(key)) {
                    fields.append(fields.isEmpty() ? "" : ",")
                            .append('"')
                            .append(key)
                            .append("\":true");
                }
            }
            List<String> uris = new ArrayList<>();
            for (String uri : listening.uris) {
                if (listening.served.containsKey("uri " + uri)) {
                    uris.add(JsonStrings.quote(uri));
                }
            }
            if (!uris.isEmpty()) {
                fields.append(fields.isEmpty() ? "" : ",")
                        .append("\"resourceSubscriptions\":[")
                        .append(String.join(",", uris))
                        .append(']');
            }
        }
        gateway.say(Splice.bytes("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\","
                + "\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + listening.rawId
                + "},\"notifications\":{" + fields + "}}}"));
    }

    /** Ends a subscription of the host's, if it is one. */
    boolean end(String idKey) {
        List<Map.Entry<String, Leg>> gone = new ArrayList<>();
        synchronized (this) {
            Listening listening = open.remove(idKey);
            if (listening == null) {
                return false;
            }
            legs.entrySet()
                    .removeIf(entry -> entry.getValue().listening == listening
                            && gone.add(Map.entry(entry.getKey(), entry.getValue())));
        }
        for (Map.Entry<String, Leg> leg : gone) {
            gateway.own().forget(leg.getKey());
            leg.getValue().member.port().send(Lines.cancelled(leg.getKey()));
        }
        return true;
    }

    /** Opens what is open at upstreams that have come, and forgets those that have gone. */
    void upstreamsChanged() {
        List<Listening> all;
        synchronized (this) {
            legs.values().removeIf(leg -> gateway.directory().find(leg.member.name()) == null);
            all = List.copyOf(open.values());
            all.forEach(listening ->
                    listening.members.removeIf(member -> gateway.directory().find(member.name()) != member.upstream()));
        }
        all.forEach(this::join);
    }
}
