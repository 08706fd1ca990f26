package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Verifies a stream from disk: needs no vault and no sign-in, and may run beside the supervisor that writes.
 *
 * <p>The chain finds every row that was changed, removed, added or moved; checkpoints and the head counter find that the newest
 * rows were cut off, or that all was hashed anew. What somebody does who has the signing key and the state too, an anchor finds
 * alone. Safe for any thread; about ten seconds for a million rows.
 */
public final class AuditVerifier {
    private final BulkheadHome home;
    private final SigningKeys keys;
    private final Map<TenantId, Verification> last = new ConcurrentHashMap<>();

    public AuditVerifier(BulkheadHome home, SigningKeys keys) {
        this.home = home;
        this.keys = keys;
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
     * Verifies every segment of {@code tenant}'s stream, and that it agrees with each checkpoint in {@code anchor}.
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
        Findings findings = new Findings(tenant, keys.verifierKey(tenant));
        findings.outside(place);
        if (anchor.isPresent()) {
            if (!Files.isReadable(anchor.get())) {
                throw new IOException(
                        "the anchor " + anchor.get() + " cannot be read: name the file that has the" + " checkpoints");
            }
            findings.anchor(anchor.get());
        }
        ChainWalk chain = new ChainWalk(tenant, AuditHead.NONE, new MerkleTree());
        String last = "no segment";
        for (Map.Entry<Quarter, Path> segment : Segments.in(place.folder()).entrySet()) {
            last = segment.getKey().fileName();
            Break broken = new SegmentWalk(segment.getKey(), segment.getValue(), findings).run(chain);
            if (broken != null) {
                return broken(chain, last, broken, findings);
            }
        }
        Break broken = findings.atTheEnd(chain.head());
        return broken == null
                ? new Verification.Verified(chain.head().seq(), chain.head(), findings.report(chain.head()))
                : broken(chain, last, broken, findings);
    }

    private static Verification broken(ChainWalk chain, String segment, Break broken, Findings findings) {
        long before = Math.min(chain.head().seq(), broken.seq() - 1);
        return new Verification.Broken(before, segment, broken, chain.head(), findings.report(chain.head()));
    }
}
