package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Verifies a stream from disk alone: needs no key and no sign-in, and may run beside the supervisor that writes.
 *
 * <p>The chain finds every row that was changed, removed, added or moved, as long as a later row or a known head stands behind
 * it. That the newest rows were cut off, or that everything was written anew, is found by heads that were kept elsewhere.
 * Safe for any thread.
 */
public final class AuditVerifier {
    private final BulkheadHome home;

    public AuditVerifier(BulkheadHome home) {
        this.home = home;
    }

    /** Verifies every segment of {@code tenant}'s stream. */
    public Verification verify(TenantId tenant) throws IOException {
        return verify(tenant, List.of());
    }

    /**
     * Verifies every segment of {@code tenant}'s stream, and that it goes through each of {@code known}.
     *
     * @throws IOException when the folder cannot be listed; a file that cannot be read is {@link Verification.Broken}
     */
    public Verification verify(TenantId tenant, List<AuditHead> known) throws IOException {
        ChainCheck check = new ChainCheck(tenant, known);
        List<String> notes = new ArrayList<>();
        String last = "no segment";
        for (Map.Entry<Quarter, Path> segment : Segments.in(home.stream(tenant)).entrySet()) {
            last = segment.getKey().fileName();
            SegmentCheck file = new SegmentCheck(segment.getKey(), segment.getValue(), tenant);
            var problem = file.run(check);
            notes.addAll(file.notes());
            if (problem.isPresent()) {
                return new Verification.Broken(check.verified(), last, check.next(), problem.get(), List.copyOf(notes));
            }
        }
        var cut = check.missingHead();
        if (cut.isPresent()) {
            return new Verification.Broken(check.verified(), last, check.next(), cut.get(), List.copyOf(notes));
        }
        return new Verification.Verified(check.verified(), check.head(), List.copyOf(notes));
    }
}
