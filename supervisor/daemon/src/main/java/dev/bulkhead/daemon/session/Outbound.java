package dev.bulkhead.daemon.session;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

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

    /** A lane has ended. */
    record Ended(Link link, String why) implements Item {}

    /** The session is over. */
    record Stop() implements Item {}

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();

    void add(Item item) {
        items.add(item);
    }

    Item take() throws InterruptedException {
        return items.take();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    boolean isFull() {
        return items.size() > MAX_LINES;
    }
}
