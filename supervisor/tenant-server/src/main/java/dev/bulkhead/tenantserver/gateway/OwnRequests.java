package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the gateway itself asked its upstreams, by the ids that it gave. Safe for any thread. */
final class OwnRequests {
    /** What no host's id begins with: a host that tried could but spoil its own session. */
    static final String PREFIX = "bulkhead/";

    private record Waiting(Member member, Reply reply) {}

    private final Map<String, Waiting> waiting = new HashMap<>();
    private long last;

    /** Takes the answer; {@code line} is valid for the call alone, the bytes of its spans for longer. */
    interface Reply {
        void answered(RpcLine line, Span whole);
    }

    /** Returns the id for a request to {@code member} whose answer {@code reply} takes. */
    synchronized String ask(Member member, Reply reply) {
        String id = PREFIX + ++last;
        waiting.put("s:" + id, new Waiting(member, reply));
        return id;
    }

    /** Takes out what waits for an answer of {@code member} to this id, or returns null. */
    synchronized @Nullable Reply answered(String idKey, Member member) {
        Waiting found = waiting.get(idKey);
        if (found == null || found.member != member) {
            return null;
        }
        waiting.remove(idKey);
        return found.reply;
    }

    synchronized void forget(String id) {
        waiting.remove("s:" + id);
    }

    synchronized void forget(Member member) {
        waiting.values().removeIf(one -> one.member == member);
    }
}
