package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.audit.timestamp.TimestampRoot;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies a stream from disk: needs no vault and no sign-in, and may run beside the supervisor that writes.
 *
 * <p>The chain finds every row that was changed, removed, added or moved; checkpoints and the head counter find that the newest
 * rows were cut off, or that all was hashed anew. What somebody does who has the signing key and the state too, an anchor finds
 * alone. Safe for any thread; about ten seconds for a million rows.
 */
public final class AuditVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(AuditVerifier.class);

    /** Files come and go once in months: more often than this it is not us who take them away. */
    private static final int MOST_TRIES = 3;

    private final BulkheadHome home;
    private final SigningKeys keys;
    private final Map<TenantId, Verification> last = new ConcurrentHashMap<>();
    private final Function<TenantId, Optional<Path>> roots;

    /** @param roots the certificate that a tenant's timestamps must lead to; empty where its settings name none */
    public AuditVerifier(BulkheadHome home, SigningKeys keys, Function<TenantId, Optional<Path>> roots) {
        this.home = home;
        this.keys = keys;
        this.roots = roots;
    }

    /** One that looks at no timestamp. */
    AuditVerifier(BulkheadHome home, SigningKeys keys) {
        this(home, keys, tenant -> Optional.empty());
    }

    /** Returns what the last verification of {@code tenant} found, whoever asked for it; empty where there was none. */
    public Optional<Verification> last(TenantId tenant) {
        return Optional.ofNullable(last.get(tenant));
    }

    /** Verifies every segment of {@code tenant}'s stream. */
    public Verification verify(TenantId tenant) throws IOException {
        return verify(tenant, Optional.empty());
    }

    /**
     * Verifies every segment of {@code tenant}'s stream, and that it agrees with each checkpoint in {@code anchor}: a file of notes, or a
     * folder with copies of timestamps.
     *
     * @throws IOException when the folder cannot be listed, or the anchor not be read; a segment that cannot be read is
     *     {@link Verification.Broken}
     */
    public Verification verify(TenantId tenant, Optional<Path> anchor) throws IOException {
        Verification found = walk(tenant, anchor);
        last.put(tenant, found);
        return found;
    }

    private Verification walk(TenantId tenant, Optional<Path> anchor) throws IOException {
        StreamPlace place = StreamPlace.of(home, tenant);
        for (int tries = 1; ; tries++) {
            SortedMap<Quarter, Path> segments = Segments.in(place.folder());
            Verification found = withWhatIsBehind(verify(place, segments, anchor), place, segments);
            // In between, files that were too old may have left, or one was begun whose rows the head counter knows
            // already: what is missing then is nobody's doing.
            if (found instanceof Verification.Verified
                    || tries == MOST_TRIES
                    || Segments.in(place.folder()).keySet().equals(segments.keySet())) {
                return found;
            }
        }
    }

    /**
     * A break that was accepted is named, and the rows behind it are looked at all the same: they must hold again. What checkpoints of before
     * know of rows behind it, where the stream began anew, is a part of that break.
     */
    private Verification withWhatIsBehind(Verification found, StreamPlace place, SortedMap<Quarter, Path> segments)
            throws IOException {
        Optional<AcceptedBreak> accepted = AcceptedBreak.read(place.accepted());
        if (!(found instanceof Verification.Broken broken) || accepted.isEmpty()) {
            return found;
        }
        AuditHead from = accepted.get().head();
        Findings findings = new Findings(
                place.tenant(), keys.verifierKey(place.tenant()), accepted.get().time());
        findings.outside(place);
        ChainWalk chain = new ChainWalk(place.tenant(), from, null);
        findings.begin(chain);
        for (Map.Entry<Quarter, Path> segment : segments.entrySet()) {
            Break next = new SegmentWalk(segment.getKey(), segment.getValue(), findings).runBehind(chain);
            if (next != null) {
                return behind(broken, chain, segment.getKey().fileName(), next);
            }
        }
        Break next = findings.behind(chain.head());
        return next != null
                ? behind(broken, chain, broken.segment(), next)
                : with(
                        upTo(from, broken),
                        "behind the break that was accepted the rows " + (from.seq() + 1) + " to "
                                + chain.head().seq() + " are as they were written");
    }

    private static Verification.Broken upTo(AuditHead accepted, Verification.Broken broken) {
        Break found = broken.found();
        return new Verification.Broken(
                broken.verifiedBefore(),
                broken.segment(),
                found.seq() <= accepted.seq() + 1
                        ? found
                        : new Break(accepted.seq() + 1, found.kind(), found.sentence()),
                broken.head(),
                broken.report());
    }

    /** What cannot be read any more is the accepted break itself, as far as anybody knows. */
    private static Verification behind(Verification.Broken accepted, ChainWalk chain, String segment, Break next) {
        if (next.kind() == Break.Kind.UNREADABLE) {
            return with(accepted, "behind the break that was accepted: " + segment + ": " + next.sentence());
        }
        return new Verification.Broken(
                accepted.verifiedBefore(),
                segment,
                next,
                chain.head(),
                accepted.report()
                        .noting("the break at row " + accepted.found().seq() + " was accepted; this one was not"));
    }

    private static Verification with(Verification.Broken broken, String note) {
        return new Verification.Broken(
                broken.verifiedBefore(),
                broken.segment(),
                broken.found(),
                broken.head(),
                broken.report().noting(note));
    }

    private Verification verify(StreamPlace place, SortedMap<Quarter, Path> segments, Optional<Path> anchor)
            throws IOException {
        TenantId tenant = place.tenant();
        Optional<TimestampRoot> root = root(tenant);
        Findings findings = new Findings(tenant, keys.verifierKey(tenant));
        findings.outside(place);
        findings.timestamps(new Timestamps(place.timestamps()), root);
        if (anchor.isPresent()) {
            if (!Files.isReadable(anchor.get())) {
                throw new IOException(
                        "the anchor " + anchor.get() + " cannot be read: name the file that has the" + " checkpoints");
            }
            if (Files.isDirectory(anchor.get())) {
                findings.timestamps(new Timestamps(anchor.get()), root);
            } else {
                findings.anchor(anchor.get());
            }
        }
        ChainWalk chain = beginning(tenant, segments);
        long before = chain.head().seq();
        Break broken = findings.begin(chain);
        String last = segments.isEmpty() ? "no segment" : segments.firstKey().fileName();
        if (broken != null) {
            return broken(chain, before, last, broken, findings);
        }
        for (Map.Entry<Quarter, Path> segment : segments.entrySet()) {
            last = segment.getKey().fileName();
            broken = new SegmentWalk(segment.getKey(), segment.getValue(), findings).run(chain);
            if (broken != null) {
                return broken(chain, before, last, broken, findings);
            }
        }
        broken = findings.atTheEnd(chain.head());
        return broken == null
                ? new Verification.Verified(chain.head().seq() - before, chain.head(), findings.report(chain.head()))
                : broken(chain, before, last, broken, findings);
    }

    private Optional<TimestampRoot> root(TenantId tenant) {
        Optional<Path> pem = roots.apply(tenant);
        try {
            return pem.isEmpty() ? Optional.empty() : Optional.of(TimestampRoot.of(pem.get()));
        } catch (IOException e) {
            LOG.warn("tenant={} no timestamp is looked at: {}", tenant, e.getMessage());
            return Optional.empty();
        }
    }

    /** Rows before the oldest segment are known by what it continues; whether they may be missing, the end says. */
    private static ChainWalk beginning(TenantId tenant, SortedMap<Quarter, Path> segments) {
        if (!segments.isEmpty()) {
            try (Connection oldest = Segments.readOnly(segments.firstEntry().getValue())) {
                Segments.Meta meta = Segments.meta(oldest);
                if (meta.firstSeq() > 1) {
                    return new ChainWalk(tenant, meta.before(), MerkleTree.of(meta.firstSeq() - 1, meta.firstPeaks()));
                }
            } catch (SQLException e) {
                LOG.debug("{}: the walk says so too", e.getMessage());
            }
        }
        return new ChainWalk(tenant, AuditHead.NONE, new MerkleTree());
    }

    private static Verification broken(ChainWalk chain, long first, String segment, Break broken, Findings findings) {
        long before = Math.max(0, Math.min(chain.head().seq(), broken.seq() - 1) - first);
        return new Verification.Broken(before, segment, broken, chain.head(), findings.report(chain.head()));
    }
}
