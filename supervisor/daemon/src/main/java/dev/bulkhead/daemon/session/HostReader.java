package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.line.LineBuffer;
import dev.bulkhead.protocol.mcp.McpErrors;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one host's lines as long as its connection lives, for the session that the connection has at the moment.
 *
 * <p>{@link #run()} is for the connection's own thread; {@link #become} for any. Between two lines, and there alone, another
 * session can take the connection over: no line is ever split between two tenants.
 */
final class HostReader {
    private static final Logger LOG = LoggerFactory.getLogger(HostReader.class);

    /** A line that is being taken may wait for the start of a server: no switch waits as long. */
    private static final Duration LONGEST_TURN = Duration.ofMillis(600);

    private final HostConnection host;
    private final ReentrantLock turn = new ReentrantLock();

    /** Replaced while {@link #turn} is held. */
    private volatile Session session;

    HostReader(HostConnection host, Session first) {
        this.host = host;
        this.session = first;
    }

    /** The session that the connection has now. */
    Session session() {
        return session;
    }

    /** Serves the host until its end, ours, or a line that cannot be survived. */
    void run() {
        String why = "the host closed its end";
        try {
            session.begin();
            readHost();
        } catch (LineBuffer.LineTooLongException e) {
            why = "the host sent " + e.getMessage();
            session.say(Composer.error(null, McpErrors.INVALID_REQUEST, String.valueOf(e.getMessage())));
        } catch (IOException e) {
            why = "the connection broke: " + e.getMessage();
        } catch (RuntimeException e) {
            LOG.error("a session ended by an error of ours", e);
            why = "an error of ours: " + e;
            session.say(Composer.error(
                    null, McpErrors.INTERNAL_ERROR, "the session ends by an error of ours: see the log"));
        }
        turn.lock();
        try {
            session.end().finish(why);
        } finally {
            turn.unlock();
        }
    }

    private void readHost() throws IOException {
        LineBuffer lines = host.lines();
        Session last = session;
        while (host.read()) {
            while (lines.next()) {
                turn.lock();
                try {
                    if (last != session) {
                        last = session;
                        last.names();
                    }
                    last.take(lines.array(), lines.start(), lines.length());
                } finally {
                    turn.unlock();
                }
                // A host that asks on without reading is heard no further; one that never reads, the tick ends.
                last.awaitRoom();
            }
        }
    }

    /**
     * Ends the connection's session and begins another on it. Takes no longer than a second.
     *
     * @param next makes the session that takes over what the host has said so far
     * @return false when it could not be done between two lines in time; then nothing has changed
     */
    boolean become(Function<Carried, Session> next, String why) throws IOException {
        if (!takeTurn()) {
            return false;
        }
        try {
            Session old = session;
            Carried carried = old.end().handOver(why);
            if (carried == null) {
                return false;
            }
            Session fresh = next.apply(carried);
            session = fresh;
            fresh.begin();
            fresh.listsChanged();
            return true;
        } finally {
            turn.unlock();
        }
    }

    private boolean takeTurn() {
        try {
            return turn.tryLock(LONGEST_TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
