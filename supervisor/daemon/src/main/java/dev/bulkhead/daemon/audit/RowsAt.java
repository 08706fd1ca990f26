package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Reads single rows by their places: a page of a long list, wherever in the stream it stands. Never writes; safe for any thread.
 */
public final class RowsAt {
    private final BulkheadHome home;

    public RowsAt(BulkheadHome home) {
        this.home = home;
    }

    /** Returns the rows at {@code places} that there are, the newest first. */
    public List<AuditEntry> of(TenantId tenant, Collection<Long> places) throws IOException {
        TreeSet<Long> wanted = new TreeSet<>(places);
        List<AuditEntry> rows = new ArrayList<>();
        try {
            for (Path segment :
                    List.copyOf(Segments.in(home.stream(tenant)).values()).reversed()) {
                if (wanted.isEmpty()) {
                    break;
                }
                try (Connection connection = Segments.readOnly(segment)) {
                    var here = wanted.tailSet(Segments.meta(connection).firstSeq(), true);
                    read(connection, here, rows);
                    here.clear();
                }
            }
        } catch (SQLException e) {
            throw Segments.unreadable(tenant, e);
        }
        return rows;
    }

    private static void read(Connection connection, Collection<Long> places, List<AuditEntry> rows)
            throws SQLException {
        if (places.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT " + Schema.COLUMNS + ", "
                + Schema.PERSONAL_COLUMNS + " FROM entry LEFT JOIN personal USING (seq) WHERE seq IN ("
                + "?,".repeat(places.size() - 1) + "?) ORDER BY seq DESC")) {
            int at = 0;
            for (long place : places) {
                select.setLong(++at, place);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(Segments.entry(row));
                }
            }
        }
    }
}
