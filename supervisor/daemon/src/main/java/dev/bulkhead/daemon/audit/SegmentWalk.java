package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.EventType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Verifies one segment file: that it is the one it should be, then each of its rows with what stands beside it. */
final class SegmentWalk {
    private static final byte[] ERASED = EventType.PERSONAL_ERASED.wireName().getBytes(StandardCharsets.UTF_8);
    private static final byte[] REMOVED = EventType.SEGMENTS_REMOVED.wireName().getBytes(StandardCharsets.UTF_8);

    /** Behind which all rows stand, also those that should not be there. */
    private static final long EVERY = Long.MIN_VALUE;

    private final Quarter quarter;
    private final Path file;
    private final Findings findings;
    private final EntryHash hash = new EntryHash();

    SegmentWalk(Quarter quarter, Path file, Findings findings) {
        this.quarter = quarter;
        this.file = file;
        this.findings = findings;
    }

    /** Returns what is wrong first, or null; {@code chain} then stands behind the last sound row. */
    @Nullable
    Break run(ChainWalk chain) {
        try (Connection connection = Segments.readOnly(file)) {
            // One transaction, so that what is read is the file as it was at one moment.
            connection.setAutoCommit(false);
            Segments.Meta meta = Segments.meta(connection);
            Break broken = identity(meta, chain);
            if (broken != null) {
                return broken;
            }
            triggers(connection);
            findings.checkpoints(connection, EVERY);
            return rows(connection, chain, EVERY);
        } catch (SQLException | IllegalArgumentException e) {
            return unreadable(chain, e);
        }
    }

    /** As {@link #run}, of the rows behind the one that {@code chain} stands on alone, which may stand in the middle of the file. */
    @Nullable
    Break runBehind(ChainWalk chain) {
        try (Connection connection = Segments.readOnly(file)) {
            connection.setAutoCommit(false);
            Segments.Meta meta = Segments.meta(connection);
            long from = chain.head().seq();
            if (Segments.head(connection).orElse(meta.before()).seq() <= from) {
                return null;
            }
            Break broken = meta.firstSeq() > from ? identity(meta, chain) : null;
            if (broken != null) {
                return broken;
            }
            findings.checkpoints(connection, from);
            return rows(connection, chain, from);
        } catch (SQLException | IllegalArgumentException e) {
            return unreadable(chain, e);
        }
    }

    private static Break unreadable(ChainWalk chain, Exception e) {
        return new Break(chain.next(), Break.Kind.UNREADABLE, String.valueOf(e.getMessage()));
    }

    private @Nullable Break identity(Segments.Meta meta, ChainWalk chain) {
        if (!meta.tenantId().equals(findings.tenant().value())) {
            return new Break(chain.next(), Break.Kind.FOREIGN, "the file belongs to another tenant");
        }
        if (!meta.segment().equals(quarter.toString())) {
            return new Break(chain.next(), Break.Kind.MOVED, "the file was written as " + meta.segment());
        }
        if (meta.firstSeq() > chain.next()) {
            return new Break(
                    chain.next(),
                    Break.Kind.REMOVED,
                    "the rows " + chain.next() + " to " + (meta.firstSeq() - 1) + " are gone, with their file or from"
                            + " the end of the one before");
        }
        if (meta.firstSeq() < chain.next()
                || !meta.firstPrevHash().equals(chain.head().entryHash())
                || (chain.hasTree() && !Arrays.equals(meta.firstPeaks(), chain.peaks()))) {
            return new Break(
                    chain.next(), Break.Kind.REWRITTEN, "the file does not follow the last row of the one before it");
        }
        return null;
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
                findings.note(quarter.fileName() + ": the trigger " + trigger.getKey() + " is missing or was changed");
            }
        }
        for (String name : found.keySet()) {
            findings.note(quarter.fileName() + ": the trigger " + name + " is not ours");
        }
    }

    private @Nullable Break rows(Connection connection, ChainWalk chain, long behind) throws SQLException {
        String where = " WHERE seq > " + behind + " ORDER BY seq";
        try (PreparedStatement rows = connection.prepareStatement("SELECT " + Schema.COLUMNS + " FROM entry" + where);
                PreparedStatement personals = connection.prepareStatement(
                        "SELECT seq, " + Schema.PERSONAL_COLUMNS + " FROM personal" + where);
                ResultSet row = rows.executeQuery();
                ResultSet beside = personals.executeQuery()) {
            boolean more = beside.next();
            while (row.next()) {
                Break broken = chain.next(row);
                if (broken != null) {
                    return broken;
                }
                long seq = chain.next() - 1;
                byte[] commitment = row.getBytes(16);
                if (more && beside.getLong(1) <= seq) {
                    broken = personal(beside, row, commitment, seq);
                    more = beside.next();
                } else if (commitment != null) {
                    findings.erasures().missing(seq);
                }
                if (broken == null) {
                    broken = findings.compare(chain);
                }
                if (broken != null) {
                    return broken;
                }
            }
            return more ? cut(beside.getLong(1), chain) : null;
        }
    }

    /** Something stands beside a row behind the last one: a row was there. */
    private static Break cut(long seq, ChainWalk chain) {
        return new Break(
                chain.next(), Break.Kind.CUT, "rows are gone: what stands beside row " + seq + " is still there");
    }

    private static Break uncommitted(long seq) {
        return new Break(seq, Break.Kind.PERSONAL_CHANGED, "what stands beside the row was never committed to");
    }

    private @Nullable Break personal(ResultSet beside, ResultSet row, byte @Nullable [] commitment, long seq)
            throws SQLException {
        if (commitment == null || beside.getLong(1) < seq) {
            return uncommitted(beside.getLong(1));
        }
        hash.begin(EntryHash.PERSONAL);
        for (int column = 2; column <= 5; column++) {
            hash.bytes(beside.getBytes(column));
        }
        if (!Arrays.equals(hash.end(), commitment)) {
            return new Break(
                    seq, Break.Kind.PERSONAL_CHANGED, "what stands beside the row is not what the row commits to");
        }
        if (Personal.JSON.equals(beside.getString(4))) {
            byte[] type = row.getBytes(6);
            if (Arrays.equals(type, ERASED)) {
                findings.erasures().erased(beside.getString(5), seq);
            } else if (Arrays.equals(type, REMOVED)) {
                findings.beginning().removed(beside.getString(5), seq, row.getLong(3));
            }
        }
        return null;
    }
}
