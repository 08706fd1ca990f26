package dev.bulkhead.daemon.tenant;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How settings write spans of time ({@code 30m}), sizes ({@code 512m}) and shares of a processor ({@code 1.5}, {@code 50%}). */
public final class Units {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,9})([a-z])");
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,5})%");
    private static final Map<String, Duration> SPANS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZES = Map.of("b", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);

    private Units() {}

    /** @throws IllegalArgumentException when {@code text} is no span of time */
    static Duration duration(String text) {
        Matcher matcher = AMOUNT.matcher(text);
        Duration unit = matcher.matches() ? SPANS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("a span of time is a number and s, m, h or d, as in 30m");
        }
        return unit.multipliedBy(Long.parseLong(matcher.group(1)));
    }

    /** @throws IllegalArgumentException when {@code text} is no size */
    static long bytes(String text) {
        Matcher matcher = AMOUNT.matcher(text);
        Long unit = matcher.matches() ? SIZES.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("a size is a number and b, k, m or g, as in 512m");
        }
        return Math.multiplyExact(unit, Long.parseLong(matcher.group(1)));
    }

    /** @throws IllegalArgumentException when {@code text} is no number of processors */
    static double processors(String text) {
        Matcher matcher = PERCENT.matcher(text);
        try {
            return matcher.matches() ? Integer.parseInt(matcher.group(1)) / 100.0 : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a share of the processors is a number as 1.5, or 150%", e);
        }
    }

    public static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    static String text(long bytes) {
        if (bytes % (1 << 30) == 0) {
            return (bytes >> 30) + "g";
        }
        if (bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "m";
        }
        return bytes % (1 << 10) == 0 ? (bytes >> 10) + "k" : bytes + "b";
    }
}
