package dev.bulkhead.tenantserver.mcp;

import dev.bulkhead.tenantserver.tool.Session;
import dev.bulkhead.tenantserver.tool.Tool;
import java.util.HashMap;
import java.util.Map;

/** The calls of a lane that are not answered yet. Safe for any thread. */
final class Calls {
    private final Map<String, ToolWork> inFlight = new HashMap<>();
    private boolean ended;

    /** Registers a call until it has run. An id that is in flight already cannot be told from the other: it is refused. */
    synchronized ToolWork begin(Tool tool, RequestId id, Era era, Message message, Session session, Answers answers)
            throws RpcError {
        ToolWork work = new ToolWork(tool, id, era, message, session, answers, this);
        if (inFlight.putIfAbsent(id.key(), work) != null) {
            throw new RpcError(RpcError.INVALID_REQUEST, "invalid request: this id is in flight already", id);
        }
        if (ended) {
            work.cancel();
        }
        return work;
    }

    synchronized void finish(RequestId id) {
        inFlight.remove(id.key());
    }

    /** A call that is not in flight, or is answered meanwhile, is passed over. */
    synchronized void cancel(RequestId id) {
        ToolWork work = inFlight.get(id.key());
        if (work != null) {
            work.cancel();
        }
    }

    synchronized void cancelAll() {
        ended = true;
        for (ToolWork work : inFlight.values()) {
            work.cancel();
        }
    }
}
