package dev.bulkhead.daemon.export;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.Personal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * OCSF 1.9 with the profile {@code record_integrity}: a call is API Activity (6003), a sign-in Authentication (3002), an
 * alert a Detection Finding (2004), all else a Base Event.
 *
 * <p>Each event carries the fingerprint of its own canonical form (RFC 8785) and that of the event before it, so that a
 * collector finds what was changed or removed on the way to it. Such a chain belongs to one export, for another filter gives
 * other neighbours; {@code unmapped} carries the row's place and hash in the stream itself, where what is signed is signed.
 */
final class OcsfLines implements Lines {
    static final String SCHEMA = "1.9.0";

    private final String authority;
    private final String chain;
    private final OcsfEvent events;
    private @Nullable Map<String, Object> before;

    OcsfLines(String tenant, String version) {
        this.authority = "bulkhead.dev/audit/" + tenant;
        this.chain = authority + "/export/" + UUID.randomUUID();
        this.events = new OcsfEvent(authority, version);
    }

    @Override
    public void row(AuditEntry row, Personal.Opener opener, Sink out) throws IOException {
        Map<String, Object> event = events.of(row, row.opened(opener));
        Map<String, Object> attestation = new TreeMap<>();
        attestation.put("authority_uid", authority);
        attestation.put("chain_uid", chain);
        if (before != null) {
            attestation.put("prev_event", before);
        }
        event.put("attestation_list", List.of(attestation));
        Map<String, Object> fingerprint = Map.of(
                "algorithm",
                "SHA-256",
                "algorithm_id",
                3,
                "serialization",
                "JCS",
                "serialization_id",
                2,
                "value",
                CanonicalJson.fingerprint(event));
        attestation.put("fingerprint", fingerprint);
        before =
                Map.of("uid", row.eventId(), "type_uid", event.getOrDefault("type_uid", 0), "fingerprint", fingerprint);
        out.line(CanonicalJson.of(event));
    }
}
