package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Everything that goes to one host, in its order. A thread of its own writes, so that a host that does not read holds up nobody
 * else. Where nothing is before it, a short answer is written by the thread that brought it, {@link #atOnce}, which saves the
 * waking of the other; it waits for no host either.
 */
final class HostWriter {
    private static final Logger LOG = LoggerFactory.getLogger(HostWriter.class);

    private final Session session;
    private final HostConnection host;
    private final Outbound outbound;
    private final ServerLines serverLines;
    private final RpcScanner scanner = new RpcScanner();

    /** Held while something is dealt with: the scanner, the server's lines and the order of what is written are its holder's. */
    private final ReentrantLock turn = new ReentrantLock();

    /** Guarded by {@link #turn}: whoever writes now must not wait. */
    private boolean promptly;

    /** Guarded by {@link #turn}: a line of this turn waits for the host already, so that those after it do too. */
    private boolean isWaiting;

    private @Nullable Thread thread;

    HostWriter(Session session, HostConnection host, Outbound outbound) {
        this.session = session;
        this.host = host;
        this.outbound = outbound;
        this.serverLines = new ServerLines(session, this);
    }

    /** Begins to write. */
    void start() {
        thread = Thread.ofPlatform().daemon().name("writes-" + session.id()).start(this::run);
    }

    /** Waits until nothing more is written, as after {@link Outbound.Stop}; returns false when that takes longer. */
    boolean awaitEnd(Duration longest) {
        Thread writing = thread;
        try {
            return writing == null || writing.join(longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        names();
        try {
            boolean goesOn = true;
            while (goesOn) {
                Outbound.Item item = outbound.take();
                turn.lock();
                try {
                    goesOn = dealWith(item);
                } finally {
                    turn.unlock();
                }
                if (goesOn) {
                    outbound.done();
                }
            }
        } catch (IOException e) {
            session.end().atOnce("the host does not take its answers: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("a session ended by an error of ours", e);
            session.end().atOnce("an error of ours: " + e);
        } finally {
            outbound.end();
        }
    }

    /** Returns whether there is more to come. */
    private boolean dealWith(Outbound.Item item) throws IOException {
        switch (item) {
            case Outbound.Line line -> write(line.bytes());
            case Outbound.Ready ready -> host.write(ready.bytes(), 0, ready.bytes().length);
            case Outbound.Received received -> serverLines.received(received.link(), received.bytes());
            case Outbound.Ended ended -> serverLines.ended(ended.link(), ended.why());
            case Outbound.Withdrawn withdrawn -> serverLines.withdraw(withdrawn.why());
            case Outbound.Farewell farewell -> {
                serverLines.withdraw(farewell.why());
                session.end().atOnce(farewell.why());
                return false;
            }
            case Outbound.Stop stop -> {
                return false;
            }
            case Outbound.Broken broken -> {
                if (broken.why() instanceof RuntimeException ours) {
                    throw ours;
                }
                throw new IOException(broken.why());
            }
        }
        return true;
    }

    /**
     * Deals with what has come over {@code link} on the caller's thread, one that others depend on: it waits for no host.
     *
     * @return false when something is before it, or it is long: then the writing thread has to
     */
    boolean atOnce(Link link, byte[] bytes) {
        if (bytes.length > PromptPipe.LONGEST || !host.hasPipes() || !outbound.claim()) {
            return false;
        }
        try {
            // Whatever came since can wait for the host already, and the caller must not wait for that.
            if (!turn.tryLock()) {
                return false;
            }
            try {
                return receivedPromptly(link, bytes);
            } finally {
                turn.unlock();
            }
        } finally {
            outbound.done();
        }
    }

    /** For who has the turn. Returns false when half a line is there already: the whole may be long. */
    private boolean receivedPromptly(Link link, byte[] bytes) {
        if (link.lines().hasHalfLine()) {
            return false;
        }
        promptly = true;
        isWaiting = false;
        names();
        try {
            serverLines.received(link, bytes);
        } catch (IOException | RuntimeException e) {
            outbound.add(new Outbound.Broken(e));
        } finally {
            MDC.remove("session");
            promptly = false;
        }
        return true;
    }

    private void names() {
        MDC.put("tenant", session.tenant().value());
        MDC.put("session", session.id());
    }

    /** As {@link #write(Span)}. */
    void write(byte[] line) throws IOException {
        write(new Span(line, 0, line.length));
    }

    /** Writes to the host, or into the batch that awaits it, what ends with LF. For who has the turn. */
    void write(Span line) throws IOException {
        Batches batches = session.batches();
        if (!batches.isEmpty()) {
            RpcLine again = scanner.scan(line.bytes(), line.start(), line.length() - 1);
            if (again.kind() == RpcLine.Kind.RESPONSE && batches.awaits(again.idKey())) {
                byte[] answer = Arrays.copyOfRange(line.bytes(), line.start(), line.end() - 1);
                byte[] whole = batches.answered(again.idKey(), answer);
                if (whole != null) {
                    send(new Span(whole, 0, whole.length));
                }
                return;
            }
        }
        send(line);
    }

    private void send(Span line) throws IOException {
        if (!promptly) {
            host.write(line.bytes(), line.start(), line.length());
        } else if (isWaiting || !host.writeAtOnce(line.bytes(), line.start(), line.length())) {
            isWaiting = true;
            outbound.add(new Outbound.Ready(line.copy()));
        }
    }
}
