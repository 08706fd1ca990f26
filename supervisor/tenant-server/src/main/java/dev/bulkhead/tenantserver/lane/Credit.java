package dev.bulkhead.tenantserver.lane;

import dev.bulkhead.protocol.frame.Frames;

/** How many bytes may still be sent on a lane. Safe for any thread; who has none waits here. */
public final class Credit {
    private long left = Frames.INITIAL_CREDIT;
    private boolean ended;

    /** Takes up to {@code wanted} bytes, at least one; waits for the first. */
    public synchronized int take(int wanted) throws LaneEnded {
        try {
            while (left <= 0 && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            ended = true;
        }
        if (ended) {
            throw new LaneEnded();
        }
        int taken = (int) Math.min(left, wanted);
        left -= taken;
        return taken;
    }

    /** The other side takes {@code bytes} more. */
    public synchronized void grant(long bytes) {
        left = Math.min(left + bytes, Long.MAX_VALUE / 2);
        notifyAll();
    }

    /** Whoever waits, waits no more. */
    public synchronized void end() {
        ended = true;
        notifyAll();
    }
}
