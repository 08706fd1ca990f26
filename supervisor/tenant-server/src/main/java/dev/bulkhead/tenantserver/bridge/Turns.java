package dev.bulkhead.tenantserver.bridge;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is at an upstream that asks back: what it asks names no call, so that one call at a time is at work there. An
 * upstream that has never asked gets all at once.
 */
final class Turns {
    /** Whoever waits behind a call whose host is away does not wait for ever. */
    static final long PATIENCE_MILLIS = 60_000;

    private final Set<LegacyCall> active = new LinkedHashSet<>();
    private final ArrayDeque<LegacyCall> queue = new ArrayDeque<>();
    private boolean isInteractive;
    private long count;

    /** The upstream has asked back. */
    void asked() {
        isInteractive = true;
    }

    /** Whether a call has to wait. */
    boolean isTaken() {
        return isInteractive && isAnyRunning();
    }

    boolean isAnyRunning() {
        for (LegacyCall call : active) {
            if (call.stage == LegacyCall.Stage.RUNNING) {
                return true;
            }
        }
        return false;
    }

    void queue(LegacyCall call) {
        call.stage = LegacyCall.Stage.QUEUED;
        queue.add(call);
    }

    /** False when it does not wait. */
    boolean leaveQueue(LegacyCall call) {
        return queue.remove(call);
    }

    void begin(LegacyCall call) {
        call.order = count++;
        call.stage = LegacyCall.Stage.RUNNING;
        active.add(call);
    }

    void end(LegacyCall call) {
        call.stage = LegacyCall.Stage.DONE;
        active.remove(call);
        queue.remove(call);
    }

    /** The next that waits, if it need not wait any more. */
    @Nullable
    LegacyCall next() {
        return isTaken() ? null : queue.poll();
    }

    /** The call that the upstream most likely asks for: the last that was sent and whose host waits, else the last at all. */
    @Nullable
    LegacyCall likeliest() {
        LegacyCall found = null;
        for (LegacyCall call : active) {
            if (found == null || isLikelier(call, found)) {
                found = call;
            }
        }
        return found;
    }

    private static boolean isLikelier(LegacyCall one, LegacyCall other) {
        boolean isRunning = one.stage == LegacyCall.Stage.RUNNING;
        boolean isOtherRunning = other.stage == LegacyCall.Stage.RUNNING;
        return isRunning == isOtherRunning ? one.order > other.order : isRunning;
    }
}
