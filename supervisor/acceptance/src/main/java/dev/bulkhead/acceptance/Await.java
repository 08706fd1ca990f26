package dev.bulkhead.acceptance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what must come true, and no longer than it may take. */
public final class Await {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private Await() {}

    /** Something that can be looked at again and again. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Returns as soon as {@code condition} holds, or up to 50 ms later: to look is work for those who are waited for, too.
     *
     * @throws AssertionError with {@code what} when it does not within {@code limit}
     */
    public static void until(String what, Duration limit, Condition condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = SHORTEST_PAUSE.toNanos();
        while (!holds(what, condition)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + ": not within " + limit.toMillis() + " ms");
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(LONGEST_PAUSE.toNanos(), pause + pause / 2);
        }
    }

    private static boolean holds(String what, Condition condition) {
        try {
            return condition.holds();
        } catch (Exception e) {
            throw new AssertionError(what + ": could not be looked at", e);
        }
    }
}
