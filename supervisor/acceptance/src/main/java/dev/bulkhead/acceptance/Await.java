package dev.bulkhead.acceptance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what must come true, and no longer than it may take. */
public final class Await {
    private static final Duration BETWEEN = Duration.ofMillis(5);

    private Await() {}

    /** Something that can be looked at again and again. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @throws AssertionError with {@code what} when it does not within {@code limit}
     */
    public static void until(String what, Duration limit, Condition condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!holds(what, condition)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + ": not within " + limit.toMillis() + " ms");
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
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
