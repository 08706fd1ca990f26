package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.AuditFilter;
import dev.bulkhead.ui.model.AuditSummary;
import dev.bulkhead.ui.model.RowSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Follows which rows of one tenant's audit a filter leaves, until it is closed. While the window's thread is busy only the newest
 * state waits for it.
 */
public final class AuditIndex implements AutoCloseable {
    /** As many bars as a chart can show side by side. */
    private static final int BUCKETS = 60;

    private final Executor window;
    private final Sink sink;
    private final Following following;
    private RowSet.Changing rows = RowSet.EMPTY.change();
    private Optional<Found> waiting = Optional.empty();
    private volatile boolean closed;

    private record Found(RowSet rows, AuditSummary summary) {}

    /** Takes what is found; called on the window's thread. */
    public interface Sink {
        /** It takes a while: what is being done, in the supervisor's words. */
        void reading(String what);

        void found(RowSet rows, AuditSummary summary);

        /** Nothing more comes for now: why, in the supervisor's words; empty where none answers. It is tried again. */
        void lost(String why);
    }

    AuditIndex(Dial dial, Executor window, TenantId tenant, AuditFilter filter, ZoneId zone, Sink sink) {
        this.window = window;
        this.sink = sink;
        ObjectNode args = AuditAnswers.filter(tenant, filter)
                .put("buckets", BUCKETS)
                .put("zone", zone.getId())
                .put("follow", true);
        this.following = new Following(dial, "audit.index", args, new Items());
    }

    private void tell(Runnable what) {
        window.execute(() -> {
            if (!closed) {
                what.run();
            }
        });
    }

    private void deliver() {
        Optional<Found> found;
        synchronized (this) {
            found = waiting;
            waiting = Optional.empty();
        }
        found.ifPresent(now -> sink.found(now.rows(), now.summary()));
    }

    /** Nothing comes any more once this returned on the window's thread. */
    @Override
    public void close() {
        closed = true;
        following.close();
    }

    /** Called on the thread that follows, which alone puts rows together. */
    private final class Items implements Following.Listener {
        @Override
        public void opened() {
            rows = RowSet.EMPTY.change();
        }

        @Override
        public void progress(String what) {
            tell(() -> sink.reading(what));
        }

        @Override
        public void item(JsonNode item) {
            if (item.has("rows")) {
                rows.add(item.path("rows").path("from").asLong(), bits(item.path("rows")));
            } else if (item.has("folded")) {
                rows.remove(item.path("folded").path("from").asLong(), bits(item.path("folded")));
            } else if (item.has("restart")) {
                rows = RowSet.EMPTY.change();
            } else if (item.has("summary")) {
                found(new Found(rows.done(), AuditAnswers.summary(item.path("summary"))));
            }
        }

        private void found(Found now) {
            boolean first;
            synchronized (AuditIndex.this) {
                first = waiting.isEmpty();
                waiting = Optional.of(now);
            }
            if (first) {
                tell(AuditIndex.this::deliver);
            }
        }

        private byte[] bits(JsonNode chunk) {
            try {
                return chunk.path("bits").binaryValue();
            } catch (IOException e) {
                throw new UncheckedIOException("the supervisor sends bits that are none", e);
            }
        }

        @Override
        public void ended(String why) {
            tell(() -> sink.lost(why));
        }
    }
}
