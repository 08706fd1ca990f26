package dev.bulkhead.daemon.audit;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A quarter of a year in UTC: the span of one segment of a stream.
 *
 * @param year four digits, so that names sort as time does
 * @param number 1 to 4
 */
record Quarter(int year, int number) implements Comparable<Quarter> {
    private static final Pattern FILE = Pattern.compile("([0-9]{4})-Q([1-4])\\.db");

    Quarter {
        if (year < 0 || year > 9999 || number < 1 || number > 4) {
            throw new IllegalArgumentException("year " + year + " quarter " + number + ": no segment can be named so");
        }
    }

    static Quarter of(Instant time) {
        OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
        return new Quarter(utc.getYear(), (utc.getMonthValue() - 1) / 3 + 1);
    }

    /** Returns the quarter whose segment {@code fileName} is; empty for every other file of the folder. */
    static Optional<Quarter> ofFile(String fileName) {
        Matcher matcher = FILE.matcher(fileName);
        return matcher.matches()
                ? Optional.of(new Quarter(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** Returns its first moment. */
    Instant start() {
        return OffsetDateTime.of(year, number * 3 - 2, 1, 0, 0, 0, 0, ZoneOffset.UTC)
                .toInstant();
    }

    String fileName() {
        return this + ".db";
    }

    @Override
    public int compareTo(Quarter other) {
        return year != other.year ? Integer.compare(year, other.year) : Integer.compare(number, other.number);
    }

    /** {@code 2026-Q4}. */
    @Override
    public String toString() {
        String digits = Integer.toString(year);
        return "0".repeat(4 - digits.length()) + digits + "-Q" + number;
    }
}
