package dev.bulkhead.daemon.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Finds what was done to a row that is not as it was. Looked for once a verification, so it may take its time. Stateless. */
final class Diagnosis {
    /** So many rows may be gone before one that was numbered anew, to be told. */
    private static final int FARTHEST = 10_000;

    private Diagnosis() {}

    /** Says whether a row is sound at a place. */
    interface AtPlace {
        boolean isSound(long place) throws SQLException;
    }

    /** Returns the place that the row was written for, or {@code place} where none is found. */
    static long home(ResultSet row, AtPlace sound, long place) throws SQLException {
        long behind = placeOf(row, row.getBytes("prev_hash")) + 1;
        if (behind > 1 && behind != place && sound.isSound(behind)) {
            return behind;
        }
        for (int i = 1; i <= FARTHEST; i++) {
            if (sound.isSound(place + i)) {
                return place + i;
            }
            if (i < place && sound.isSound(place - i)) {
                return place - i;
            }
        }
        return place;
    }

    /** Says what was done to a row at {@code place} that was written as row {@code home}. */
    static Break moved(ResultSet row, long place, long home) throws SQLException {
        byte[] hash = row.getBytes("entry_hash");
        long twin = placeOf(row, hash, place);
        if (twin == home) {
            return new Break(place, Break.Kind.ADDED, "it is a copy of row " + home);
        }
        // Whoever removes rows and numbers the rest anew has the one behind it follow, too.
        boolean renumbered = home > place && placeOf(row, row.getBytes("prev_hash")) == 0;
        return renumbered
                ? new Break(
                        place,
                        Break.Kind.REMOVED,
                        (home - place) + " rows are gone here, and those behind them were numbered anew: it was row "
                                + home)
                : new Break(place, Break.Kind.REORDERED, "it is the row that was " + home);
    }

    private static long placeOf(ResultSet row, byte[] hash) throws SQLException {
        return placeOf(row, hash, 0);
    }

    /** Returns the place of the row of that hash in the same file, other than {@code not}; 0 where there is none. */
    private static long placeOf(ResultSet row, byte[] hash, long not) throws SQLException {
        Connection connection = row.getStatement().getConnection();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT seq FROM entry WHERE entry_hash = ? AND seq <> ? ORDER BY seq LIMIT 1")) {
            select.setBytes(1, hash);
            select.setLong(2, not);
            try (ResultSet found = select.executeQuery()) {
                return found.next() ? found.getLong(1) : 0;
            }
        }
    }
}
