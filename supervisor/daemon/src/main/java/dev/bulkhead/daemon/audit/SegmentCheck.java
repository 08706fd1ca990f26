package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.TenantId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks one segment file: that it is the one it should be, and then each of its rows. */
final class SegmentCheck {
    private final Quarter quarter;
    private final Path file;
    private final TenantId tenant;
    private final List<String> notes = new ArrayList<>();

    SegmentCheck(Quarter quarter, Path file, TenantId tenant) {
        this.quarter = quarter;
        this.file = file;
        this.tenant = tenant;
    }

    List<String> notes() {
        return notes;
    }

    /** Returns what is wrong first, or empty; {@code chain} then stands behind the last sound row. */
    Optional<String> run(ChainCheck chain) {
        try (Connection connection = Segments.readOnly(file)) {
            // One transaction, so that what is read is the file as it was at one moment.
            connection.setAutoCommit(false);
            Segments.Meta meta = Segments.meta(connection);
            Optional<String> problem = identity(meta, chain);
            if (problem.isPresent()) {
                return problem;
            }
            triggers(connection);
            return rows(connection, chain);
        } catch (SQLException e) {
            return Optional.of("unreadable: " + e.getMessage());
        }
    }

    private Optional<String> identity(Segments.Meta meta, ChainCheck chain) {
        if (meta.format() != Schema.FORMAT) {
            return Optional.of(
                    "unreadable: the file is of format " + meta.format() + ", this verifier knows " + Schema.FORMAT);
        }
        if (!meta.tenantId().equals(tenant.value())) {
            return Optional.of("foreign: the file belongs to another tenant");
        }
        if (!meta.segment().equals(quarter.toString())) {
            return Optional.of("moved: the file was written as " + meta.segment());
        }
        if (meta.firstSeq() != chain.next()) {
            return Optional.of(
                    "missing: the file begins with row " + meta.firstSeq() + ", expected was " + chain.next());
        }
        if (!meta.firstPrevHash().equals(chain.head().entryHash())) {
            return Optional.of("out of its chain: the file does not follow the last row of the one before it");
        }
        return Optional.empty();
    }

    private void triggers(Connection connection) throws SQLException {
        Map<String, String> found = new HashMap<>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")) {
            while (row.next()) {
                found.put(row.getString(1), row.getString(2));
            }
        }
        for (Map.Entry<String, String> trigger : Schema.TRIGGERS.entrySet()) {
            if (!trigger.getValue().equals(found.remove(trigger.getKey()))) {
                notes.add(quarter.fileName() + ": the trigger " + trigger.getKey() + " is missing or was changed");
            }
        }
        for (String name : found.keySet()) {
            notes.add(quarter.fileName() + ": the trigger " + name + " is not ours");
        }
    }

    private static Optional<String> rows(Connection connection, ChainCheck chain) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT " + Schema.COLUMNS + " FROM entry ORDER BY seq");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Optional<String> problem = chain.next(Segments.entry(row));
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        return Optional.empty();
    }
}
