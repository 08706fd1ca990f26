package dev.bulkhead.daemon.export;

import dev.bulkhead.daemon.audit.Checkpoint;
import dev.bulkhead.daemon.audit.EventJson;
import dev.bulkhead.daemon.audit.SigningKeys;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Says to a client that something of theirs was erased, signed by the key of their checkpoints: {@code {"certificate":{…},"signed":…}}.
 * {@code signed} is a note (C2SP signed-note) of two lines: {@code bulkhead.dev/<kind>/<tenant>}, which no checkpoint begins with, and
 * the certificate in the form of RFC 8785. One thread.
 */
public final class Certificate {
    private final SigningKeys keys;
    private final TenantId tenant;
    private final String kind;
    private final Map<String, Object> facts = new TreeMap<>();

    /** @param kind what for: {@code erasure} */
    public Certificate(SigningKeys keys, TenantId tenant, String kind, Instant time) throws IOException {
        this.keys = keys;
        this.tenant = tenant;
        this.kind = kind;
        with("version", 1)
                .with("kind", kind)
                .with("tenant_id", tenant.value())
                .with("time", EventJson.time(time.toEpochMilli()))
                .with("verifier_key", keys.verifierKey(tenant).toString());
    }

    /** Adds something that it says: a text, a number below 2^53, a list or a map of these. */
    public Certificate with(String name, Object value) {
        facts.put(name, value);
        return this;
    }

    /** Adds the newest checkpoint, with the row that it ends with. */
    public Certificate withCheckpoint(Optional<Checkpoint.Signed> newest) {
        newest.ifPresent(signed -> with("checkpoint", signed.note())
                .with(
                        "head",
                        Map.of(
                                "seq",
                                signed.checkpoint().size(),
                                "hash",
                                signed.checkpoint().head())));
        return this;
    }

    /** Signs it and returns the document in one line. */
    public String signed() throws IOException {
        String text = "bulkhead.dev/" + kind + "/" + tenant + "\n" + CanonicalJson.of(facts) + "\n";
        return CanonicalJson.of(Map.of("certificate", facts, "signed", keys.signed(tenant, text)));
    }
}
