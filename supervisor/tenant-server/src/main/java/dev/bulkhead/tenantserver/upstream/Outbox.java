package dev.bulkhead.tenantserver.upstream;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a port has for its owner, in order, and the one thread at a time that hands it over: the owner may wait for its host,
 * and nobody holds the port meanwhile. The thread of the upstream's output waits until all is taken; one that sends for the
 * host is slowed down from {@value #MOST_BYTES} bytes on; a timer never waits, a thread of its own hands over for it.
 */
final class Outbox {
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final long SLOW_DOWN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int STACK = 256 * 1024;

    /** One call of the owner. */
    abstract static class Event {
        abstract void tell(PortOwner owner);

        int size() {
            return 64;
        }
    }

    private final String name;
    private final PortOwner owner;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();

    // All below: under the lock.
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private long bytes;
    private int waiting;
    private boolean isClosed;
    private @Nullable Thread handingOver;

    /** {@code name} is that of its threads. */
    Outbox(String name, PortOwner owner) {
        this.name = name;
        this.owner = owner;
    }

    void add(Event event) {
        lock.lock();
        try {
            if (!isClosed) {
                events.add(event);
                bytes += event.size();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is handed over. */
    void close() {
        lock.lock();
        try {
            isClosed = true;
            events.clear();
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Hands over for the thread of the upstream's output: returns when nothing is left. */
    void drain() {
        handOver(0, true);
    }

    /** Hands over for a thread that brought something for the host: returns when what is there now is handed over, or will be. */
    void flush() {
        handOver(MOST_BYTES, false);
    }

    /** Lets another thread hand over, if there is something and nobody does. */
    void flushElsewhere() {
        lock.lock();
        try {
            if (events.isEmpty() || handingOver != null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        Thread thread = new Thread(
                null,
                new Runnable() {
                    @Override
                    public void run() {
                        drain();
                    }
                },
                name,
                STACK);
        thread.setDaemon(true);
        thread.start();
    }

    private void handOver(int tolerated, boolean toTheEnd) {
        lock.lock();
        try {
            if (handingOver == Thread.currentThread()) {
                return; // The owner called the port: its thread goes on with the rest when it is back.
            }
            int found = events.size();
            while (!events.isEmpty() || (toTheEnd && handingOver != null)) {
                if (handingOver != null) {
                    if (!toTheEnd && bytes <= tolerated) {
                        return;
                    }
                    if (toTheEnd) {
                        waiting++;
                        taken.awaitUninterruptibly();
                        waiting--;
                    } else if (isLate()) {
                        return;
                    }
                } else if (!toTheEnd && found <= 0 && waiting > 0) {
                    taken.signalAll(); // Others have more reason to.
                    return;
                } else {
                    found--;
                    handOne(events.remove());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits a second for somebody to take something: who sends may hold what the owner waits for, and is slowed down alone. */
    private boolean isLate() {
        try {
            return taken.awaitNanos(SLOW_DOWN_NANOS) <= 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void handOne(Event event) {
        bytes -= event.size();
        handingOver = Thread.currentThread();
        lock.unlock();
        try {
            event.tell(owner);
        } finally {
            lock.lock();
            handingOver = null;
            taken.signalAll();
        }
    }
}
