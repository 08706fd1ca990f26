package dev.bulkhead.tenantserver.mcp;

import dev.bulkhead.protocol.mcp.McpList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The open {@code subscriptions/listen} requests of a lane: they end by cancellation, or with the lane. Safe for any thread. */
final class Subscriptions {
    private static final int MOST = 64;

    private record Subscription(RequestId id, Set<McpList> lists) {}

    private final Map<String, Subscription> open = new LinkedHashMap<>();

    /** @param lists those whose changes it hears of */
    synchronized void begin(RequestId id, Set<McpList> lists) throws RpcError {
        if (open.containsKey(id.key())) {
            throw new RpcError(RpcError.INVALID_REQUEST, "invalid request: this id is in flight already", id);
        }
        if (open.size() == MOST) {
            throw new RpcError(
                    RpcError.INTERNAL_ERROR, MOST + " subscriptions are open on this connection: cancel one first", id);
        }
        open.put(id.key(), new Subscription(id, lists));
    }

    /** Returns whether there was such a subscription. */
    synchronized boolean end(RequestId id) {
        return open.remove(id.key()) != null;
    }

    synchronized List<RequestId> of(McpList list) {
        List<RequestId> ids = new ArrayList<>(open.size());
        for (Subscription subscription : open.values()) {
            if (subscription.lists.contains(list)) {
                ids.add(subscription.id);
            }
        }
        return ids;
    }
}
