package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.AuditEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/** The newest calls of one tenant as they happen, of which a fixed number is kept. */
public final class CallFeed implements AutoCloseable {
    private final Executor window;
    private final int rows;
    private final Sink sink;
    private final Following following;
    private final Deque<AuditEvent> newest = new ArrayDeque<>();
    private boolean scheduled;
    private volatile boolean closed;

    /** Takes the newest calls, the newest first; called on the window's thread. */
    public interface Sink {
        void calls(List<AuditEvent> newest);
    }

    CallFeed(Dial dial, Executor window, TenantId tenant, int rows, Sink sink) {
        this.window = window;
        this.rows = rows;
        this.sink = sink;
        ObjectNode args = ControlClient.JSON
                .createObjectNode()
                .put("tenant", tenant.value())
                // A call that has ended is two events, and others lie between.
                .put("lines", rows * 5)
                .put("follow", true);
        this.following = new Following(dial, "audit.tail", args, new Calls());
    }

    /** However fast they come, no more is handed over than a window draws. */
    private synchronized void schedule() {
        if (!scheduled) {
            scheduled = true;
            window.execute(this::deliver);
        }
    }

    private void deliver() {
        List<AuditEvent> now;
        synchronized (this) {
            scheduled = false;
            now = List.copyOf(newest);
        }
        if (!closed) {
            sink.calls(now);
        }
    }

    /** Nothing comes any more once this returned on the window's thread. */
    @Override
    public void close() {
        closed = true;
        following.close();
    }

    private final class Calls implements Following.Listener {
        @Override
        public void opened() {
            synchronized (CallFeed.this) {
                newest.clear();
            }
            schedule();
        }

        @Override
        public void item(JsonNode item) {
            if (!item.path("event_type").asText().equals("tool_call")) {
                return;
            }
            synchronized (CallFeed.this) {
                newest.addFirst(Answers.event(item));
                if (newest.size() > rows) {
                    newest.removeLast();
                }
            }
            schedule();
        }

        /** Nothing to say here: whether a supervisor answers is said in one place of the window. */
        @Override
        public void ended(String why) {}
    }
}
