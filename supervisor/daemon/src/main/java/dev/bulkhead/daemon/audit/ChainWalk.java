package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Goes along a chain row by row, through all segments. Columns are hashed as the bytes that SQLite has: neither text nor a record is
 * made of a row that is sound. One thread.
 */
final class ChainWalk {
    private static final int TENANT = 4;
    private static final int COMMITMENT = 16;
    private static final int PREV_HASH = 17;
    private static final int ENTRY_HASH = 18;

    private final byte[] tenant;
    private final EntryHash hash = new EntryHash();
    private final @Nullable MerkleTree tree;
    private long seq;
    private byte[] last;

    /** @param tree grows with each row; null where no root is wanted */
    ChainWalk(TenantId tenant, AuditHead from, @Nullable MerkleTree tree) {
        this.tenant = tenant.value().getBytes(StandardCharsets.UTF_8);
        this.tree = tree;
        this.seq = from.seq();
        this.last = HexFormat.of().parseHex(from.entryHash());
    }

    /** Returns the place of the row that must come next. */
    long next() {
        return seq + 1;
    }

    AuditHead head() {
        return new AuditHead(seq, HexFormat.of().formatHex(last));
    }

    /** Returns whether roots can be compared. */
    boolean hasTree() {
        return tree != null;
    }

    /** Returns the root of the tree over all rows so far, in hex. */
    String root() {
        return tree == null ? "" : HexFormat.of().formatHex(tree.root());
    }

    /** Returns the tree's peaks. */
    byte[] peaks() {
        return tree == null ? new byte[0] : tree.peaks();
    }

    /** Takes the row that {@code row} stands on, whose columns are {@link Schema#COLUMNS}; returns what is wrong with it, or null. */
    @Nullable
    Break next(ResultSet row) throws SQLException {
        long place = row.getLong(1);
        if (place != next()) {
            return new Break(
                    next(),
                    Break.Kind.REMOVED,
                    place == next() + 1
                            ? "the row " + next() + " is gone"
                            : "the rows " + next() + " to " + (place - 1) + " are gone");
        }
        if (!Arrays.equals(row.getBytes(TENANT), tenant)) {
            return new Break(place, Break.Kind.FOREIGN, "the row is of another tenant");
        }
        byte[] stated = row.getBytes(ENTRY_HASH);
        if (!Arrays.equals(hash(row, place), stated)) {
            return diagnosed(row, place);
        }
        if (!Arrays.equals(row.getBytes(PREV_HASH), last)) {
            return new Break(
                    Math.max(1, place - 1),
                    Break.Kind.REWRITTEN,
                    "the row " + place + " names another hash for the row before it than that has: one of them was"
                            + " exchanged and hashed anew");
        }
        seq = place;
        last = stated;
        if (tree != null) {
            tree.add(stated);
        }
        return null;
    }

    /** What a row whose hash is wrong may be besides changed: one from another place. */
    private Break diagnosed(ResultSet row, long place) throws SQLException {
        byte[] stated = row.getBytes(ENTRY_HASH);
        long home = Diagnosis.home(row, hashed -> Arrays.equals(hash(row, hashed), stated), place);
        if (home == place) {
            return new Break(place, Break.Kind.CHANGED, "its content does not give its hash");
        }
        if (Arrays.equals(row.getBytes(PREV_HASH), last)) {
            return new Break(place, Break.Kind.CHANGED, "its place was changed; it was row " + home);
        }
        return Diagnosis.moved(row, place, home);
    }

    /** Returns the hash that the row must have if its place is {@code place}. */
    private byte[] hash(ResultSet row, long place) throws SQLException {
        hash.begin(EntryHash.ROW);
        hash.integer(place);
        hash.bytes(row.getBytes(2));
        hash.integer(row.getLong(3));
        for (int column = TENANT; column <= 9; column++) {
            hash.bytes(row.getBytes(column));
        }
        long latency = row.getLong(10);
        hash.integerOrNull(row.wasNull() ? null : latency);
        hash.bytes(row.getBytes(11));
        hash.bytes(row.getBytes(12));
        hash.bytes(row.getBytes(13));
        hash.integer(row.getLong(14));
        hash.integer(row.getLong(15));
        hash.bytes(row.getBytes(COMMITMENT));
        hash.bytes(row.getBytes(PREV_HASH));
        return hash.end();
    }
}
