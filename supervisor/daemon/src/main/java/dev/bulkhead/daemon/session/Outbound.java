package dev.bulkhead.daemon.session;

import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What waits to be written to one host, in order. Filled by any thread, emptied by the session's writer. Bounded from both
 * sides: a lane sends no more than its credit, and the reader of host lines stops while {@link #MAX_LINES} answers wait.
 */
final class Outbound {
    /** Answers of ours that may wait for a host that does not read. */
    static final int MAX_LINES = 4096;

    /** One thing to do for the writer. */
    sealed interface Item {}

    /** A line of ours, whole. */
    record Line(byte[] bytes) implements Item {}

    /** Bytes of the tenant server, not yet lines. */
    record Received(Link link, byte[] bytes) implements Item {}

    /** A line that is ready to go, and for which the host had no room. */
    record Ready(byte[] bytes) implements Item {}

    /** The host does not take its answers any more, or an error of ours: what the thread met that wrote at once. */
    record Broken(Exception why) implements Item {}

    /** A lane has ended. */
    record Ended(Link link, String why) implements Item {}

    /** We end the session: every call in flight is told why, and then the host's connection is closed. */
    record Farewell(String why) implements Item {}

    /** Every call in flight is told that it was cancelled, and why; the session goes on. */
    record Withdrawn(String why) implements Item {}

    /** The session is over. */
    record Stop() implements Item {}

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();

    /** What waits, and what is being dealt with: 0 is the right to deal with the next thing oneself. */
    private final AtomicInteger undone = new AtomicInteger();

    private volatile boolean over;

    void add(Item item) {
        undone.incrementAndGet();
        items.add(item);
    }

    Item take() throws InterruptedException {
        return items.take();
    }

    /** One thing that was taken, or claimed, is dealt with. Never said of the last: nothing can be claimed after it. */
    void done() {
        undone.decrementAndGet();
    }

    /** Returns whether nothing is before the caller, who then deals with what it has itself, and says {@link #done}. */
    boolean claim() {
        return undone.compareAndSet(0, 1);
    }

    /** Returns whether nothing waits that will still be written. */
    boolean isDone() {
        return over || items.isEmpty();
    }

    /** Waits until there is room for more answers, or nobody writes any more. */
    void awaitRoom() throws InterruptedIOException {
        try {
            while (items.size() > MAX_LINES && !over) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the host reads");
        }
    }

    /** Nobody takes anything any more. */
    void end() {
        over = true;
    }
}
