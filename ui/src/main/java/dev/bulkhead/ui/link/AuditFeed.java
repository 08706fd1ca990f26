package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.AuditEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Follows the audit of one tenant. Rows are handed over in batches, and while the window's thread is busy no more of them wait
 * than it would show: an audit that writes faster than a window draws costs it neither memory nor its ease.
 */
public final class AuditFeed implements AutoCloseable {
    private final Executor window;
    private final int rows;
    private final Sink sink;
    private final Following following;
    private final Deque<AuditEvent> pending = new ArrayDeque<>();
    private boolean fromTheStart;
    private boolean scheduled;
    private volatile boolean closed;

    /** Takes rows, oldest first; called on the window's thread. */
    public interface Sink {
        /** What was shown is void: the rows that follow are the newest from the start. */
        void restart();

        void append(List<AuditEvent> events);
    }

    AuditFeed(Dial dial, Executor window, TenantId tenant, int rows, Sink sink) {
        this.window = window;
        this.rows = rows;
        this.sink = sink;
        ObjectNode args = ControlClient.JSON
                .createObjectNode()
                .put("tenant", tenant.value())
                .put("lines", rows)
                .put("follow", true);
        this.following = new Following(dial, "audit.tail", args, new Rows());
    }

    private synchronized void schedule() {
        if (!scheduled) {
            scheduled = true;
            window.execute(this::deliver);
        }
    }

    private void deliver() {
        List<AuditEvent> batch;
        boolean restart;
        synchronized (this) {
            scheduled = false;
            restart = fromTheStart;
            fromTheStart = false;
            batch = new ArrayList<>(pending);
            pending.clear();
        }
        if (closed) {
            return;
        }
        if (restart) {
            sink.restart();
        }
        if (!batch.isEmpty()) {
            sink.append(batch);
        }
    }

    /** Nothing comes any more once this returned on the window's thread. */
    @Override
    public void close() {
        closed = true;
        following.close();
    }

    private final class Rows implements Following.Listener {
        @Override
        public void opened() {
            synchronized (AuditFeed.this) {
                fromTheStart = true;
                pending.clear();
            }
            schedule();
        }

        @Override
        public void item(JsonNode item) {
            synchronized (AuditFeed.this) {
                pending.addLast(Answers.event(item));
                if (pending.size() > rows) {
                    pending.removeFirst();
                }
            }
            schedule();
        }

        /** Nothing to say here: whether a supervisor answers is said in one place of the window. */
        @Override
        public void ended(String why) {}
    }
}
