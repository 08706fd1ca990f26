package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goes along a chain row by row, through all segments. One thread. */
final class ChainCheck {
    private final TenantId tenant;
    private final Map<Long, String> known = new HashMap<>();
    private final long newestKnown;
    private final EntryHash hash = new EntryHash();
    private AuditHead head = AuditHead.NONE;
    private long verified;

    ChainCheck(TenantId tenant, List<AuditHead> known) {
        this.tenant = tenant;
        long newest = 0;
        for (AuditHead one : known) {
            this.known.put(one.seq(), one.entryHash());
            newest = Math.max(newest, one.seq());
        }
        this.newestKnown = newest;
    }

    long verified() {
        return verified;
    }

    AuditHead head() {
        return head;
    }

    /** Returns the place of the row that must come next. */
    long next() {
        return head.seq() + 1;
    }

    /** Returns what is wrong with {@code row} as the next one, or empty when it is sound. */
    Optional<String> next(AuditEntry row) {
        if (row.seq() != next()) {
            return Optional.of("missing: the row " + next() + " is not there, the next one is " + row.seq());
        }
        if (!row.tenantId().equals(tenant.value())) {
            return Optional.of("foreign: the row is of another tenant");
        }
        if (!hash.of(row).equals(row.entryHash())) {
            return Optional.of("changed: its content does not give its hash");
        }
        if (!row.prevHash().equals(head.entryHash())) {
            return Optional.of("out of its chain: it does not follow the row before it; one of both was replaced,"
                    + " removed or moved");
        }
        if (!known.getOrDefault(row.seq(), row.entryHash()).equals(row.entryHash())) {
            return Optional.of("replaced: a head that was kept elsewhere has another hash for this row");
        }
        head = new AuditHead(row.seq(), row.entryHash());
        verified++;
        return Optional.empty();
    }

    /** Returns what is wrong at the end, when the stream should go on. */
    Optional<String> missingHead() {
        return newestKnown <= head.seq()
                ? Optional.empty()
                : Optional.of("cut off: a head that was kept elsewhere is row " + newestKnown);
    }
}
