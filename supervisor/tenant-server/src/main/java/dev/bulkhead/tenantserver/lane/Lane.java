package dev.bulkhead.tenantserver.lane;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One session's byte stream, and the threads that work on it.
 *
 * <p>One of the threads reads at a time. When a line asks for work that may take long, the reader does it itself and leaves the
 * reading to another thread, which is started only if there is more to read: a host that asks one thing after the other is
 * served by one thread, and one that cancels or pings meanwhile is heard. At most {@value #MAX_RUNNING} works run at once,
 * others wait in their order; the thread that reads waits as well once too much waits, and with it the other end.
 */
public final class Lane {
    static final int MAX_RUNNING = 4;

    private static final int MAX_THREADS = MAX_RUNNING + 1;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** Nothing here calls itself: a small stack holds more lanes in the same memory. */
    private static final int STACK = 256 * 1024;

    private static final Work READ = new Reading();

    private final String name;
    private final LineHandler handler;
    private final Peer peer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition toDo = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Condition quiet = lock.newCondition();

    // All below: under the lock. The line reader belongs to the thread that reads, handed on under the lock.
    private final LineReader lines;
    private final ArrayDeque<byte[]> inbound = new ArrayDeque<>();
    private final Backlog waiting = new Backlog();
    private boolean reading;
    private int running;
    private int answering;
    private int threads;
    private int idle;
    private boolean ended;
    private boolean over;

    /** {@code name} is the name of its threads. */
    public Lane(String name, int longestLine, LineHandler handler, Peer peer) {
        this.name = name;
        this.lines = new LineReader(longestLine);
        this.handler = handler;
        this.peer = peer;
    }

    /** Hands over bytes that came on the lane; never waits. The array belongs to the lane from now on. */
    public void offer(byte[] chunk) {
        lock.lock();
        try {
            if (!ended) {
                inbound.add(chunk);
                // Who answers reads next: the host may send its next request before that thread is back here.
                if (!reading && answering == 0) {
                    wake();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets a thread of the lane do something that nobody asked for by a line; never waits. */
    public void submit(Work work) {
        lock.lock();
        try {
            if (!ended) {
                add(work);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the lane: what waits is dropped, what runs is told. Never waits; {@link Peer#over} follows. */
    public void end() {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            inbound.clear();
            waiting.clear();
            toDo.signalAll();
            room.signalAll();
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
        handler.ended();
        tellIfOver(0);
    }

    /** Waits until everything that was offered is answered, at most {@code nanos}. */
    public void awaitQuiet(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!ended
                    && left > 0
                    && (reading || running > 0 || answering > 0 || !waiting.isEmpty() || hasInput())) {
                left = quiet.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean hasInput() {
        return lines.hasRest() || !inbound.isEmpty();
    }

    private void add(Work work) {
        waiting.add(work);
        if (running < MAX_RUNNING) {
            wake();
        }
    }

    private void wake() {
        if (idle > 0) {
            toDo.signal();
        } else if (threads < MAX_THREADS) {
            threads++;
            Thread thread = new Thread(null, new Turns(), name, STACK, false);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** What one thread of the lane does, turn by turn. */
    private final class Turns implements Runnable {
        private boolean isAnswering;
        private int counted = 1;

        @Override
        public void run() {
            try {
                for (Work turn = nextTurn(); turn != null; turn = nextTurn()) {
                    Work work = turn == READ ? read() : turn;
                    if (work != null) {
                        work.run();
                        answering();
                        work.answer();
                    }
                }
            } catch (LaneEnded | InterruptedException e) {
                end();
            } catch (Throwable e) {
                end();
                peer.broken(e);
            } finally {
                tellIfOver(counted);
            }
        }

        private void answering() {
            lock.lock();
            try {
                running--;
                answering++;
                isAnswering = true;
            } finally {
                lock.unlock();
            }
        }

        /** Returns work to run, or {@link #READ}, or null when there is nothing more to do for this thread. */
        private @Nullable Work nextTurn() throws InterruptedException {
            lock.lock();
            try {
                if (isAnswering) {
                    isAnswering = false;
                    answering--;
                    quiet.signalAll();
                }
                Work turn = awaitTurn();
                if (turn == null) {
                    threads -= counted;
                    counted = 0;
                }
                return turn;
            } finally {
                lock.unlock();
            }
        }
    }

    private @Nullable Work awaitTurn() throws InterruptedException {
        long patience = IDLE_NANOS;
        while (!ended) {
            if (running < MAX_RUNNING && !waiting.isEmpty()) {
                running++;
                room.signal();
                if (!reading && hasInput()) {
                    wake();
                }
                return waiting.remove();
            }
            if (!reading && hasInput()) {
                reading = true;
                return READ;
            }
            if (threads > 1 && patience <= 0) {
                break;
            }
            idle++;
            try {
                if (threads > 1) {
                    patience = toDo.awaitNanos(patience);
                } else {
                    toDo.await();
                }
            } finally {
                idle--;
            }
        }
        return null;
    }

    private void tellIfOver(int leaving) {
        lock.lock();
        try {
            threads -= leaving;
            if (!ended || threads > 0 || over) {
                return;
            }
            over = true;
        } finally {
            lock.unlock();
        }
        peer.over();
    }

    /** Reads until there is work for this thread, which then counts as running, or nothing more to read. */
    private @Nullable Work read() throws IOException, InterruptedException {
        while (true) {
            LineReader.Found found = lines.next();
            if (found == LineReader.Found.NEEDS_MORE) {
                byte[] chunk = takeChunk();
                if (chunk == null) {
                    return null;
                }
                lines.feed(chunk);
                peer.taken(chunk.length);
                continue;
            }
            if (found == LineReader.Found.TOO_LONG) {
                handler.tooLong();
                continue;
            }
            Work work = handler.line(lines.line(), lines.from(), lines.to());
            lines.forget();
            if (work != null && handOn(work)) {
                return work;
            }
        }
    }

    private byte @Nullable [] takeChunk() {
        lock.lock();
        try {
            byte[] chunk = inbound.poll();
            if (chunk == null) {
                reading = false;
                quiet.signalAll();
            }
            return chunk;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether this thread runs the work, and reads no more; else the work waits for a thread and this one reads on. */
    private boolean handOn(Work work) throws InterruptedException {
        lock.lock();
        try {
            if (running < MAX_RUNNING && waiting.isEmpty()) {
                running++;
                reading = false;
                if (hasInput()) {
                    wake();
                }
                return true;
            }
            while (!ended && waiting.isFull()) {
                room.await();
            }
            if (!ended) {
                add(work);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }
}
