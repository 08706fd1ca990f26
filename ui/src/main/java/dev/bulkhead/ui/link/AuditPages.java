package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.AuditRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings pages of one tenant's audit, over one connection and on one thread, what was asked for last first: who scrolls fast is not
 * interested in what flew past. What waits too long behind others is not brought at all.
 */
public final class AuditPages implements AutoCloseable {
    /** What a table shows at once, and a little more. */
    private static final int MOST_WAITING = 6;

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Dial dial;
    private final Executor window;
    private final TenantId tenant;
    private final Thread thread;
    private final Deque<Wanted> waiting = new ArrayDeque<>();
    private @Nullable ControlClient client;
    private boolean closed;

    private record Wanted(List<Long> places, Consumer<List<AuditRow>> brought, Runnable dropped) {}

    AuditPages(Dial dial, Executor window, TenantId tenant) {
        this.dial = dial;
        this.window = window;
        this.tenant = tenant;
        this.thread = Thread.ofVirtual().name("pages of the audit").start(this::run);
    }

    /**
     * Asks for the rows at {@code places}; never waits. One of the two is called on the window's thread.
     *
     * @param brought takes the rows that there are
     * @param dropped nothing comes: too much else was asked for since, or no supervisor answers
     */
    public synchronized void want(List<Long> places, Consumer<List<AuditRow>> brought, Runnable dropped) {
        waiting.addFirst(new Wanted(List.copyOf(places), brought, dropped));
        if (waiting.size() > MOST_WAITING) {
            window.execute(waiting.removeLast().dropped());
        }
        notifyAll();
    }

    private void run() {
        try {
            while (true) {
                Wanted next = next();
                if (!bring(next)) {
                    window.execute(next.dropped());
                    Thread.sleep(AGAIN);
                }
            }
        } catch (InterruptedException e) {
            // Closed: nobody waits for a page any more.
        }
    }

    private synchronized Wanted next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return waiting.removeFirst();
    }

    /** A connection that was lost since the last page is not the page's fault. */
    private boolean bring(Wanted wanted) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                List<AuditRow> rows = rows(opened(), wanted.places());
                window.execute(() -> wanted.brought().accept(rows));
                return true;
            } catch (IOException e) {
                drop();
            } catch (ControlRefusedException e) {
                return false;
            }
        }
        return false;
    }

    private List<AuditRow> rows(ControlClient from, List<Long> places) throws IOException, ControlRefusedException {
        ObjectNode args = Errand.of(tenant);
        ArrayNode seqs = args.putArray("seqs");
        places.forEach(seqs::add);
        List<AuditRow> rows = new ArrayList<>();
        from.call(
                "audit.page",
                args,
                List.of(),
                ControlClient.items((JsonNode item) -> rows.add(AuditAnswers.row(item))));
        return rows;
    }

    private ControlClient opened() throws IOException, ControlRefusedException {
        synchronized (this) {
            if (client != null) {
                return client;
            }
        }
        ControlClient fresh = dial.open();
        synchronized (this) {
            client = fresh;
            if (closed) {
                drop();
                throw new IOException("closed");
            }
            return fresh;
        }
    }

    private synchronized void drop() {
        Connections.drop(client);
        client = null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        thread.interrupt();
        drop();
    }
}
