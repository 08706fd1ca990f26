package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.tenant.ResultStatus;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a session ends: by our word, with its connection, or by leaving that to another session. Every call in flight has its row
 * then, and its message where somebody reads it. Safe for any thread.
 */
final class SessionEnd {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEnd.class);
    private static final Duration LAST_ANSWERS = Duration.ofMillis(700);
    private static final Duration LAST_WRITE = Duration.ofSeconds(1);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

    private final Session session;
    private final HostConnection host;
    private final HostWriter writer;
    private final Outbound outbound;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong dismissedAt = new AtomicLong();

    SessionEnd(Session session, HostConnection host, Outbound outbound, HostWriter writer) {
        this.session = session;
        this.host = host;
        this.writer = writer;
        this.outbound = outbound;
    }

    /**
     * Ends the session from our side, once what waits for the host is written and every call in flight has its message. When
     * asked again after a second it waits no longer.
     */
    void dismiss(String why) {
        session.audit().endsBecause(why);
        session.held().withdrawAll(why);
        long now = System.nanoTime() | 1;
        if (dismissedAt.compareAndSet(0, now)) {
            outbound.add(new Outbound.Farewell(why));
        } else if (now - dismissedAt.get() > LONGEST_FAREWELL.toNanos()) {
            atOnce(why);
        }
    }

    /** Ends the session from our side, at once. */
    void atOnce(String why) {
        LOG.info("ending session {}: {}", session.id(), why);
        session.audit().endsBecause(why);
        host.close();
        // The reading thread may wait there for credit.
        session.lane().abandon(why);
    }

    /** Ends with its connection. */
    void finish(String why) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        session.held().withdrawAll("the host closed its end");
        awaitLastAnswers();
        outbound.add(new Outbound.Stop());
        writer.awaitEnd(LAST_WRITE);
        host.close();
        session.lane().drop();
        session.ledger()
                .drain(Long.MAX_VALUE)
                .forEach(call -> session.audit().callEnded(call, ResultStatus.CANCELLED, 0, "the host closed its end"));
        session.audit().closed(why);
        session.runningTenant().left(session);
    }

    /**
     * Ends, and leaves the connection to another session: every call in flight has its message, and nothing of this tenant is
     * written to the host any more. While no line is taken.
     *
     * @return what the host has said so far; null when the session has ended otherwise, or its host takes nothing: then the
     *     connection has ended with it
     */
    @Nullable
    Carried handOver(String why) {
        if (!ended.compareAndSet(false, true)) {
            return null;
        }
        session.audit().endsBecause(why);
        session.withdraw(why);
        session.subscriptions()
                .ofResources()
                .forEach(id -> session.say(session.composer().subscriptionEnded(id)));
        session.lane().drop();
        outbound.add(new Outbound.Stop());
        boolean written = writer.awaitEnd(LAST_WRITE);
        if (!written) {
            atOnce("the host does not read");
            writer.awaitEnd(LAST_WRITE);
        }
        session.audit().closed(why);
        session.runningTenant().left(session);
        return written ? session.carried() : null;
    }

    /** Some hosts close their end as soon as they have written: what is in flight has a moment to come back. */
    private void awaitLastAnswers() {
        long deadline = System.nanoTime() + LAST_ANSWERS.toNanos();
        while ((session.ledger().size() > 0 || !outbound.isDone()) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
