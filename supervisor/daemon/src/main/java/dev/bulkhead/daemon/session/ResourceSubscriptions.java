package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resources that a legacy host has subscribed to (MCP up to 2025-11-25, resources), so that a new tenant server is told of
 * them too. They are their tenant's: no other session takes them over. Safe for any thread.
 */
final class ResourceSubscriptions {
    /** Subscribed to at once on one session; more are refused. Those in flight, which {@link CallLedger} bounds, may come on top. */
    static final int MAX = 256;

    /** Longest URI, in bytes as it stands in the line, that is subscribed to. */
    static final int MAX_URI = 8 * 1024;

    private static final String SUBSCRIBE = "resources/subscribe";
    private static final String UNSUBSCRIBE = "resources/unsubscribe";

    private final Set<String> granted = new LinkedHashSet<>();

    /** Returns the URI that a legacy request subscribes to or gives up; null for any other. */
    static @Nullable String uri(RpcLine line, Era era) {
        Span uri = line.inner("uri");
        boolean isOne = line.method().equals(SUBSCRIBE) || line.method().equals(UNSUBSCRIBE);
        return era == Era.LEGACY && isOne && uri != null && uri.first() == '"' ? uri.text() : null;
    }

    /** Returns why a request is not taken; "" where it is. One that gives up a URI gives it up at once. */
    synchronized String refusal(RpcLine line, Era era) {
        String uri = uri(line, era);
        if (uri == null) {
            return "";
        }
        if (line.method().equals(UNSUBSCRIBE)) {
            granted.remove(uri);
            return "";
        }
        Span raw = line.inner("uri");
        if (raw != null && raw.length() > MAX_URI) {
            return "a resource with a URI of more than " + MAX_URI + " bytes cannot be subscribed to";
        }
        return granted.size() >= MAX && !granted.contains(uri)
                ? MAX + " resources are subscribed to: unsubscribe from one first"
                : "";
    }

    /** Gives a URI up; returns false when it was not subscribed to. */
    synchronized boolean remove(@Nullable String uri) {
        return uri != null && granted.remove(uri);
    }

    /** Takes note of what the tenant server answered to {@code call}. */
    synchronized void answered(Call call, ResultStatus status) {
        String uri = call.uri();
        if (uri == null) {
            return;
        }
        if (call.method().equals(UNSUBSCRIBE)) {
            granted.remove(uri); // Again: it may have been asked for while the subscription was in flight.
        } else if (status == ResultStatus.SUCCESS) {
            granted.add(uri);
        }
    }

    /** The host begins anew. */
    synchronized void clear() {
        granted.clear();
    }

    /** The requests, under ids of ours, for a new tenant server. */
    synchronized List<byte[]> replay(Handshake handshake) {
        return granted.stream()
                .map(uri -> handshake.request(SUBSCRIBE, "\"uri\":" + JsonStrings.quote(uri)))
                .toList();
    }
}
