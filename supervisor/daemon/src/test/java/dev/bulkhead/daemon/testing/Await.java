package dev.bulkhead.daemon.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what must come true, without taking the processor from whoever has to do it. */
public final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(2);

    private Await() {}

    /** Something that can be looked at again and again. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @throws AssertionError with {@code what} when it does not within 30 s
     */
    public static void until(String what, Condition condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!holds(what, condition)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + ": not within " + LIMIT.toSeconds() + " s");
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
