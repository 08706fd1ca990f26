package dev.bulkhead.daemon.tenant;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * When a tenant is worked for, by the clock on the wall.
 *
 * @param days on which it is
 * @param from the first minute
 * @param to the first minute after it; earlier than {@code from} for who works past midnight
 */
public record WorkingHours(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
    static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri");

    public WorkingHours {
        if (days.isEmpty() || from.equals(to)) {
            throw new IllegalArgumentException("hours are a day at least, and end at another time than they begin");
        }
        days = Set.copyOf(days);
    }

    /** @throws IllegalArgumentException when {@code hours} is nothing like {@code 08:00-19:00}, or a day is none */
    static WorkingHours of(String hours, List<DayOfWeek> days) {
        String[] ends = hours.split("-", -1);
        try {
            if (ends.length == 2) {
                EnumSet<DayOfWeek> all = EnumSet.noneOf(DayOfWeek.class);
                all.addAll(days);
                return new WorkingHours(all, LocalTime.parse(ends[0]), LocalTime.parse(ends[1]));
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("hours are written as 08:00-19:00", e);
        }
        throw new IllegalArgumentException("hours are written as 08:00-19:00");
    }

    /** @throws IllegalArgumentException when {@code text} is no day */
    static DayOfWeek day(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (name(day).equals(text)) {
                return day;
            }
        }
        throw new IllegalArgumentException("use mon, tue, wed, thu, fri, sat or sun");
    }

    private static String name(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }

    /** Returns whether the tenant is worked for at {@code time}. */
    public boolean contains(LocalDateTime time) {
        return days.contains(time.getDayOfWeek()) && contains(time.toLocalTime());
    }

    private boolean contains(LocalTime time) {
        boolean afterFrom = !time.isBefore(from);
        boolean beforeTo = time.isBefore(to);
        return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
    }

    /** Returns whether each minute of the week that is in this is in {@code other} too. */
    boolean isWithin(WorkingHours other) {
        LocalDateTime monday = LocalDateTime.of(2026, 1, 5, 0, 0);
        for (int minute = 0; minute < 7 * 24 * 60; minute++) {
            LocalDateTime time = monday.plusMinutes(minute);
            if (contains(time) && !other.contains(time)) {
                return false;
            }
        }
        return true;
    }

    /** As settings write the hours. */
    String hours() {
        return from + "-" + to;
    }

    /** As settings write the days. */
    List<String> dayNames() {
        return days.stream().sorted().map(WorkingHours::name).toList();
    }
}
