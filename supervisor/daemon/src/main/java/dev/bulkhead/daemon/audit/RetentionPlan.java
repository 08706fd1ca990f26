package dev.bulkhead.daemon.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Which segments of a stream are too old, as of one moment.
 *
 * <p>The moment is the earlier of the clock's and of the third newest day (UTC) on which the stream has rows: a clock that jumps a year
 * ahead must not empty a stream before somebody has worked with it for three days.
 *
 * @param span how long a segment is kept behind its newest row
 * @param now the moment
 * @param segments all of them, the oldest first; those that leave are the first ones
 */
public record RetentionPlan(Duration span, Instant now, List<Aged> segments) {
    private static final int DAYS_OF_WORK = 3;
    private static final long DAY_MILLIS = 86_400_000;

    /**
     * One segment, by its age.
     *
     * @param quarter its name: {@code 2026-Q4}
     * @param newest the time of its newest row
     * @param leaves when it may leave; never in the plan where it is the current one
     * @param isDue whether it leaves now
     */
    public record Aged(
            String quarter, Path file, long first, long last, Instant newest, Instant leaves, boolean isDue) {}

    public RetentionPlan {
        segments = List.copyOf(segments);
    }

    /** @param callsEnded the row up to which every started call has its end */
    static RetentionPlan of(Path folder, Duration span, Instant clock, long callsEnded) throws IOException {
        SortedMap<Quarter, Path> files = Segments.in(folder);
        try {
            Instant now = earlier(clock, thirdDay(List.copyOf(files.values())));
            List<Aged> aged = new ArrayList<>();
            boolean isDue = true;
            for (Map.Entry<Quarter, Path> file : files.entrySet()) {
                boolean isCurrent = file.getKey().equals(files.lastKey());
                Aged one = read(file.getKey(), file.getValue(), span);
                isDue = isDue && !isCurrent && one.leaves().isBefore(now) && one.last() <= callsEnded;
                aged.add(new Aged(
                        one.quarter(), one.file(), one.first(), one.last(), one.newest(), one.leaves(), isDue));
            }
            return new RetentionPlan(span, now, aged);
        } catch (SQLException e) {
            throw new IOException("the audit in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns those that leave now, the oldest first. */
    public List<Aged> leaving() {
        return segments.stream().filter(Aged::isDue).toList();
    }

    private static Aged read(Quarter quarter, Path file, Duration span) throws SQLException {
        try (Connection connection = Segments.readOnly(file);
                Statement select = connection.createStatement()) {
            connection.setAutoCommit(false);
            long before = Segments.meta(connection).firstSeq() - 1;
            try (ResultSet row = select.executeQuery("SELECT max(seq), max(timestamp) FROM entry")) {
                long last = row.next() ? Math.max(before, row.getLong(1)) : before;
                Instant newest = Instant.ofEpochMilli(row.getLong(2));
                return new Aged(quarter.toString(), file, before + 1, last, newest, newest.plus(span), false);
            }
        }
    }

    private static Instant thirdDay(List<Path> files) throws SQLException {
        NavigableSet<Long> days = new TreeSet<>();
        for (Path file : files.reversed()) {
            try (Connection connection = Segments.readOnly(file);
                    Statement select = connection.createStatement();
                    ResultSet row = select.executeQuery("SELECT DISTINCT timestamp / " + DAY_MILLIS
                            + " AS day FROM entry ORDER BY day DESC LIMIT " + DAYS_OF_WORK)) {
                while (row.next()) {
                    days.add(row.getLong(1));
                }
            }
            if (days.size() >= DAYS_OF_WORK) {
                break;
            }
        }
        List<Long> newest = List.copyOf(days.descendingSet());
        return newest.size() < DAYS_OF_WORK
                ? Instant.EPOCH
                : Instant.ofEpochMilli(newest.get(DAYS_OF_WORK - 1) * DAY_MILLIS);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
