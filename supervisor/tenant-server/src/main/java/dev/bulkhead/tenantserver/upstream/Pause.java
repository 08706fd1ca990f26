package dev.bulkhead.tenantserver.upstream;

import java.util.concurrent.TimeUnit;

/** How long an upstream that ended is left alone: 0.5 s, doubled each time up to 30 s, and anew once it has served a while. */
final class Pause {
    private static final long FIRST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 30_000;
    private static final long A_WHILE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** So often it is started again though nobody asks for it; after that it waits for a request. */
    private static final int UNASKED = 5;

    private int failures;
    private long servingSince;
    private boolean isServing;
    private long until;

    void served(long now) {
        isServing = true;
        servingSince = now;
    }

    /** It has ended: returns for how many milliseconds to leave it alone. */
    long begin(long now) {
        if (isServing && now - servingSince >= A_WHILE_NANOS) {
            failures = 0;
        }
        isServing = false;
        failures++;
        long millis = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 10));
        until = now + TimeUnit.MILLISECONDS.toNanos(millis);
        return millis;
    }

    boolean isWorthTryingUnasked() {
        return failures <= UNASKED;
    }

    /** For a sentence: {@code 0.5 s}, {@code 4 s}. */
    String left(long now) {
        long tenths = Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - now + 99_999_999) / 100);
        return tenths >= 20 ? (tenths + 9) / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
    }
}
