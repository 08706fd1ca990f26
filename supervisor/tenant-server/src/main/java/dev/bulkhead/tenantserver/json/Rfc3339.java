package dev.bulkhead.tenantserver.json;

/** Times as RFC 3339 in UTC, without the two hundred classes of {@code java.time.format}. */
public final class Rfc3339 {
    private Rfc3339() {}

    /** Returns {@code seconds} since 1970 as {@code 2026-11-20T09:30:00Z}; years 0 to 9999. */
    public static String of(long seconds) {
        long day = Math.floorDiv(seconds, 86_400L);
        int second = (int) Math.floorMod(seconds, 86_400L);
        // Howard Hinnant, chrono-compatible low-level date algorithms: civil_from_days.
        long z = day + 719_468;
        long era = Math.floorDiv(z, 146_097L);
        int dayOfEra = (int) (z - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1;
        int calendarMonth = month < 10 ? month + 3 : month - 9;
        long year = era * 400 + yearOfEra + (calendarMonth <= 2 ? 1 : 0);

        StringBuilder out = new StringBuilder(20);
        digits(out, (int) year, 4).append('-');
        digits(out, calendarMonth, 2).append('-');
        digits(out, dayOfMonth, 2).append('T');
        digits(out, second / 3600, 2).append(':');
        digits(out, second / 60 % 60, 2).append(':');
        return digits(out, second % 60, 2).append('Z').toString();
    }

    private static StringBuilder digits(StringBuilder out, int value, int width) {
        String text = Integer.toString(value);
        for (int i = text.length(); i < width; i++) {
            out.append('0');
        }
        return out.append(text);
    }
}
