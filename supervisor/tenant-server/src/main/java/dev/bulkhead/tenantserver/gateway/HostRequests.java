package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.json.JsonObject;
import dev.bulkhead.tenantserver.json.Splice;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What upstreams ask a legacy host (sampling, elicitation, roots): every upstream counts from 0, so each request gets an id of
 * ours on its way out and its own back on its way in; so do progress tokens. Safe for any thread.
 */
final class HostRequests {
    private static final int MOST = 1024;
    private static final String PREFIX = "bulkhead/r";
    private static final String TOKEN = "bulkhead/p";

    private record Asked(
            Member member, String ownId, @Nullable String token, String ownToken) {}

    private final Map<String, Asked> asked = new HashMap<>();
    private long last;

    /** Returns the request as the host gets it; null when too many wait for it already. */
    byte @Nullable [] out(Member member, RpcLine line, Span whole) {
        Span id = Objects.requireNonNull(line.id(), "a request has an id");
        Span token = Lists.member(line.inner("_meta"), "progressToken");
        String ours;
        synchronized (this) {
            if (asked.size() >= MOST) {
                return null;
            }
            long number = ++last;
            ours = PREFIX + number;
            asked.put("s:" + ours, new Asked(member, id.raw(), token == null ? null : token.raw(), TOKEN + number));
        }
        if (token == null) {
            return Splice.replace(whole, id, JsonObject.quoted(ours));
        }
        byte[] ownToken = JsonObject.quoted(TOKEN + ours.substring(PREFIX.length()));
        return Splice.replace(whole, id, JsonObject.quoted(ours), token, ownToken);
    }

    /** Who an answer of the host is for, and the line for it. */
    record Back(Member member, byte[] line) {}

    /** Takes the host's answer; null when nobody asked. */
    synchronized @Nullable Back answered(String idKey, Span id, Span whole) {
        Asked found = asked.remove(idKey);
        return found == null ? null : new Back(found.member, Splice.replace(whole, id, Splice.bytes(found.ownId)));
    }

    /** Takes the host's progress on such a request; null when it is about no such. */
    synchronized @Nullable Back progress(Span token, Span whole) {
        if (token.first() == '"') {
            String text = token.text();
            for (Asked one : asked.values()) {
                if (one.token != null && one.ownToken.equals(text)) {
                    return new Back(one.member, Splice.replace(whole, token, Splice.bytes(one.token)));
                }
            }
        }
        return null;
    }

    /** An upstream takes back what it asked: the line as the host understands it; null when that is over already. */
    synchronized byte @Nullable [] cancelled(Member member, Span requestId, Span whole) {
        String raw = requestId.raw();
        for (Map.Entry<String, Asked> one : asked.entrySet()) {
            if (one.getValue().member == member && one.getValue().ownId.equals(raw)) {
                String ours = one.getKey().substring(2);
                asked.remove(one.getKey());
                return Splice.replace(whole, requestId, JsonObject.quoted(ours));
            }
        }
        return null;
    }

    synchronized void forget(Member member) {
        asked.values().removeIf(one -> one.member == member);
    }
}
