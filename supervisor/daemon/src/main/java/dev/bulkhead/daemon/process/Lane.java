package dev.bulkhead.daemon.process;

import dev.bulkhead.protocol.frame.Frames;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One byte stream to and from a tenant server: a session's.
 *
 * <p>{@link #send} is for one thread at a time and waits while the other side grants no credit; all else is safe for any
 * thread.
 */
public final class Lane {
    private static final int GRANT_FROM = 64 * 1024;

    private final TenantProcess process;
    private final int number;
    private final LaneListener listener;
    private final AtomicInteger untold = new AtomicInteger();
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
     * @throws IOException when the process has ended
     */
    public void send(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int part = awaitCredit(left);
            process.write(number, bytes, from, part);
            from += part;
            left -= part;
        }
    }

    private synchronized int awaitCredit(int wanted) throws IOException {
        while (credit == 0 && !ended) {
            try {
                wait();
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

    /** Says that {@code bytes} of what was received were dealt with, so that as many more may come. */
    public void taken(int bytes) {
        if (untold.addAndGet(bytes) >= GRANT_FROM) {
            process.grant(number, untold.getAndSet(0));
        }
    }

    /** Tells the tenant server that the session's rights changed. */
    public void rotate(List<String> tools, long expires) {
        process.rotate(number, tools, expires);
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

    void received(byte[] bytes) {
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
