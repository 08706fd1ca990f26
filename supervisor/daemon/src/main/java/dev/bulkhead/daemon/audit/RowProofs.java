package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.Sha256;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what proves one row, in milliseconds: read are the rows between the two checkpoints around it, no more than 50,000.
 * Never writes; safe for any thread.
 */
public final class RowProofs {
    private final BulkheadHome home;
    private final SigningKeys keys;
    private final AuditVerifier verifier;

    public RowProofs(BulkheadHome home, SigningKeys keys, AuditVerifier verifier) {
        this.home = home;
        this.keys = keys;
        this.verifier = verifier;
    }

    /** A checkpoint as it stands in a segment, and the tree of its size. */
    private record Kept(long size, @Nullable String note, byte[] peaks) {}

    /** Returns what proves the row {@code seq}; empty where there is no such row. */
    public Optional<RowProof> of(TenantId tenant, long seq) throws IOException {
        List<AuditEntry> rows = new RowsAt(home).of(tenant, seq > 1 ? List.of(seq, seq - 1) : List.of(seq));
        if (rows.isEmpty() || rows.getFirst().seq() != seq) {
            return Optional.empty();
        }
        List<Path> segments = List.copyOf(Segments.in(home.stream(tenant)).values());
        try {
            return Optional.of(proof(tenant, rows, segments));
        } catch (SQLException e) {
            throw Segments.unreadable(tenant, e);
        }
    }

    private RowProof proof(TenantId tenant, List<AuditEntry> rows, List<Path> segments)
            throws IOException, SQLException {
        AuditEntry row = rows.getFirst();
        EntryHash hash = new EntryHash();
        Kept before = new Kept(0, null, new byte[0]);
        Kept covering = null;
        long checkpointed = 0;
        AuditHead newest = AuditHead.NONE;
        String first = AuditHead.NO_HASH;
        Optional<Verification> last = verifier.last(tenant);
        for (Path segment : segments) {
            try (Connection connection = Segments.readOnly(segment)) {
                Segments.Meta meta = Segments.meta(connection);
                if (meta.firstSeq() <= row.seq()) {
                    before = new Kept(meta.firstSeq() - 1, null, meta.firstPeaks());
                    first = meta.firstPrevHash();
                    Kept inIt = kept(connection, "size < ? ORDER BY size DESC", row.seq());
                    before = inIt == null ? before : inIt;
                }
                if (covering == null) {
                    covering = kept(connection, "size >= ? ORDER BY size", row.seq());
                }
                Kept newestKept = kept(connection, "size >= ? ORDER BY size DESC", 0);
                checkpointed = newestKept == null ? checkpointed : newestKept.size();
                newest = Segments.head(connection).orElse(meta.before());
                last = last.filter(verification -> isOf(connection, meta, verification));
            }
        }
        String prev = rows.size() > 1 ? rows.getLast().entryHash() : first;
        return new RowProof(
                row,
                hash.of(row).equals(row.entryHash()),
                row.prevHash().equals(prev),
                beside(row, hash),
                covering == null ? Optional.empty() : covered(tenant, row, before, covering, segments),
                newest.seq(),
                checkpointed,
                isInAcceptedBreak(tenant, row.seq()),
                whole(last, row.seq()));
    }

    private static RowProof.Beside beside(AuditEntry row, EntryHash hash) {
        if (row.personal() == null) {
            return row.isErased() ? RowProof.Beside.ERASED : RowProof.Beside.NONE;
        }
        return hash.of(row.personal()).equals(row.commitment()) ? RowProof.Beside.KEPT : RowProof.Beside.CHANGED;
    }

    private static @Nullable Kept kept(Connection connection, String which, long seq) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT size, note, peaks FROM checkpoint WHERE " + which + " LIMIT 1")) {
            select.setLong(1, seq);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Kept(row.getLong(1), row.getString(2), row.getBytes(3)) : null;
            }
        }
    }

    private Optional<RowProof.Covering> covered(
            TenantId tenant, AuditEntry row, Kept before, Kept covering, List<Path> segments)
            throws IOException, SQLException {
        Optional<Checkpoint.Signed> note = Checkpoint.parse(String.valueOf(covering.note()));
        if (note.isEmpty()) {
            return Optional.empty();
        }
        Checkpoint checkpoint = note.get().checkpoint();
        boolean included = checkpoint.size() == covering.size()
                && checkpoint.origin().equals(Checkpoint.origin(tenant))
                && before.peaks().length == Long.bitCount(before.size()) * EntryHash.BYTES
                && isIncluded(row, before, checkpoint, segments);
        return Optional.of(new RowProof.Covering(checkpoint, note.get().by(keys.verifierKey(tenant)), included));
    }

    /** The tree before the row is taken as its peaks say: were they others, the path would not lead to the root that is signed. */
    private static boolean isIncluded(AuditEntry row, Kept before, Checkpoint checkpoint, List<Path> segments)
            throws SQLException {
        InclusionProofs proofs = new InclusionProofs(before.size(), before.peaks());
        long rows = before.size();
        for (Path segment : segments) {
            try (Connection connection = Segments.readOnly(segment);
                    PreparedStatement select = connection.prepareStatement(
                            "SELECT entry_hash FROM entry WHERE seq > ? AND seq <= ? ORDER BY seq")) {
                select.setLong(1, before.size());
                select.setLong(2, checkpoint.size());
                try (ResultSet hash = select.executeQuery()) {
                    while (hash.next()) {
                        proofs.add(hash.getBytes(1));
                        rows++;
                    }
                }
            }
        }
        if (rows != checkpoint.size()) {
            return false;
        }
        List<String> path = proofs.path(row.seq(), checkpoint.size());
        return root(row, checkpoint.size(), path).equals(checkpoint.root());
    }

    /** Where {@code path} leads from the row alone: RFC 9162 §2.1.3.2, by the splits of the tree from the root down. */
    private static String root(AuditEntry row, long size, List<String> path) {
        MessageDigest digest = Sha256.digest();
        List<Boolean> isLeft = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + Long.highestOneBit(to - from - 1);
            isLeft.add(row.seq() - 1 < middle);
            if (row.seq() - 1 < middle) {
                to = middle;
            } else {
                from = middle;
            }
        }
        byte[] hash = MerkleTree.leaf(digest, HexFormat.of().parseHex(row.entryHash()));
        for (String hex : path) {
            byte[] sibling = HexFormat.of().parseHex(hex);
            hash = isLeft.removeLast()
                    ? MerkleTree.node(digest, hash, sibling)
                    : MerkleTree.node(digest, sibling, hash);
        }
        return HexFormat.of().formatHex(hash);
    }

    private boolean isInAcceptedBreak(TenantId tenant, long seq) throws IOException {
        return AcceptedBreak.read(StreamPlace.of(home, tenant).accepted())
                .filter(accepted -> seq <= accepted.head().seq())
                .isPresent();
    }

    /** Whether what was verified is still what stands there: a tenant can have been removed and added again. */
    private static boolean isOf(Connection connection, Segments.Meta meta, Verification verification) {
        try {
            AuditHead head = verification.head();
            String hash = Segments.hashOf(connection, head.seq());
            return head.seq() < meta.firstSeq() || hash == null || hash.equals(head.entryHash());
        } catch (SQLException e) {
            return false;
        }
    }

    private static RowProof.Whole whole(Optional<Verification> last, long seq) {
        return last.map(verification -> switch (verification) {
                    case Verification.Verified verified ->
                        seq <= verified.events() ? RowProof.Whole.PASSED : RowProof.Whole.NOT_YET;
                    case Verification.Broken broken -> {
                        if (seq <= broken.verifiedBefore()) {
                            yield RowProof.Whole.PASSED;
                        }
                        yield seq == broken.found().seq() ? RowProof.Whole.FIRST_BAD : RowProof.Whole.BEHIND_A_BREAK;
                    }
                })
                .orElse(RowProof.Whole.NOT_YET);
    }
}
