package dev.bulkhead.ui.theme;

import dev.bulkhead.ui.text.Texts;
import java.time.Duration;
import java.time.Instant;

/** Spans of time as people say them. Stateless. */
public final class Remaining {
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    private static final int DAY = 24 * HOUR;

    private Remaining() {}

    /** From {@code from} to {@code to}: {@code 4:05 min} below an hour, then hours, then days; none where it is over. */
    public static String of(Texts texts, Instant from, Instant to) {
        long seconds = Math.max(0, Duration.between(from, to).toSeconds());
        if (seconds < HOUR) {
            return texts.get("span.minutes", seconds / MINUTE, seconds % MINUTE);
        }
        return seconds < DAY
                ? texts.get("span.hours", seconds / HOUR, seconds % HOUR / MINUTE)
                : texts.get("span.days", seconds / DAY);
    }
}
