package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
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

    /** Answers all that {@code member} still has with an error, in our name: it will not. */
    void fail(Member member, String why) {
        Map<String, Reply> open = new HashMap<>();
        synchronized (this) {
            waiting.forEach((key, one) -> {
                if (one.member == member) {
                    open.put(key, one.reply);
                }
            });
            waiting.keySet().removeAll(open.keySet());
        }
        open.forEach((key, reply) -> {
            byte[] line = Lines.error(JsonStrings.quote(key.substring(2)), McpErrors.TENANT_SERVER_GONE, why);
            reply.answered(new RpcScanner().scan(line, 0, line.length), new Span(line, 0, line.length));
        });
    }
}
