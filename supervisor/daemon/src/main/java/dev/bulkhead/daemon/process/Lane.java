package dev.bulkhead.daemon.process;

import dev.bulkhead.protocol.frame.Frames;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One byte stream to and from a tenant server: a session's.
 *
 * <p>Safe for any thread. {@link #send} waits while the other side grants no credit, and for who sends before it: what is sent at
 * once goes as a whole.
 */
public final class Lane {
    private static final int GRANT_FROM = 256 * 1024;

    /** Frames that may wait for the listener: a credit's worth of them, one byte each, would be a hundred times its size. */
    private static final int MOST_FRAMES = Frames.INITIAL_CREDIT / 32;

    /** Far longer than a server that works needs to take something, however much it has to do. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final TenantProcess process;
    private final int number;
    private final LaneListener listener;
    private final AtomicInteger untold = new AtomicInteger();
    private final AtomicLong mayCome = new AtomicLong(Frames.INITIAL_CREDIT);
    private final AtomicInteger framesHeld = new AtomicInteger();
    private final ReentrantLock sending = new ReentrantLock();
    private long credit = Frames.INITIAL_CREDIT;
    private boolean ended;

    Lane(TenantProcess process, int number, LaneListener listener) {
        this.process = process;
        this.number = number;
        this.listener = listener;
    }

    public int number() {
        return number;
    }

    /** Returns whether something that is sent now could still be dealt with. */
    public synchronized boolean isOpen() {
        return !ended && process.isAlive();
    }

    /** The process that this lane leads to. */
    public TenantProcess process() {
        return process;
    }

    /**
     * Sends bytes as they are.
     *
     * @throws IOException when the process has ended, or has granted nothing for two minutes: then the lane is closed
     */
    public void send(byte[] bytes, int offset, int length) throws IOException {
        sending.lock();
        try {
            int from = offset;
            int left = length;
            while (left > 0) {
                int part = awaitCredit(left);
                process.write(number, bytes, from, part);
                from += part;
                left -= part;
            }
        } finally {
            sending.unlock();
        }
    }

    private int awaitCredit(int wanted) throws IOException {
        int part = takeCredit(wanted, System.nanoTime() + LONGEST_WAIT.toNanos());
        if (part == 0) {
            close();
            throw new IOException("the tenant server took nothing for " + LONGEST_WAIT.toSeconds() + " s");
        }
        return part;
    }

    /** Returns 0 when {@code deadline} has passed. */
    private synchronized int takeCredit(int wanted, long deadline) throws IOException {
        for (long left = 1; credit == 0 && !ended; left = (deadline - System.nanoTime()) / 1_000_000) {
            if (left <= 0) {
                return 0;
            }
            try {
                wait(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for the tenant server", e);
            }
        }
        if (ended) {
            throw new IOException("the tenant server has ended");
        }
        int part = (int) Math.min(credit, wanted);
        credit -= part;
        return part;
    }

    /** Says that one array of those received, of {@code bytes}, was dealt with, so that as many more may come. */
    public void taken(int bytes) {
        framesHeld.decrementAndGet();
        if (untold.addAndGet(bytes) >= GRANT_FROM) {
            int grant = untold.getAndSet(0);
            mayCome.addAndGet(grant);
            process.grant(number, grant);
        }
    }

    /** Tells the tenant server that the session's rights changed. */
    public void rotate(List<String> tools, long expires) {
        process.rotate(number, tools, expires);
    }

    /** Lets go whoever waits in {@link #send}, without a word to the tenant server: {@link #close} is still to come. */
    public void abandon(String why) {
        end(why);
    }

    /** Closes the lane: what the tenant server still does for it is stopped. */
    public void close() {
        process.close(this);
    }

    synchronized void granted(long bytes) {
        // A server that grants without end must not make the sum wrap around.
        credit = Math.min(credit + Math.clamp(bytes, 0, Integer.MAX_VALUE), Integer.MAX_VALUE);
        notifyAll();
    }

    /** @throws IOException when the other side has not waited for credit: then nothing bounds what it sends */
    void received(byte[] bytes) throws IOException {
        if (mayCome.addAndGet(-bytes.length) < 0 || framesHeld.incrementAndGet() > MOST_FRAMES) {
            throw new IOException("more came on a lane than was granted");
        }
        listener.received(bytes);
    }

    void end(String why) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            notifyAll();
        }
        listener.ended(why);
    }
}
