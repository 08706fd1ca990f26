package dev.bulkhead.daemon.control;

import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.audit.Personal;
import dev.bulkhead.daemon.audit.StreamKeys;
import dev.bulkhead.daemon.vault.Unlock;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What opens personal rows for one command: the live sign-in, or the vault, opened for this alone. To what descends from an AI
 * host nothing is opened: an agent has no business with who did what.
 *
 * @param own keys that end with the command
 */
record AuditOpening(Personal.Opener opener, Optional<StreamKeys> own) implements AutoCloseable {
    static AuditOpening of(Request request, AuditStreams streams, Proof proof, TenantId tenant)
            throws ControlException, IOException {
        if (request.flag("unseal") && !streams.isUnlocked(tenant)) {
            return proven(request, proof, tenant);
        }
        return new AuditOpening(
                proof.isInside(request) ? Personal.Opener.NONE : streams.opener(tenant), Optional.empty());
    }

    /** Opens the vault, also where somebody is signed in. */
    static AuditOpening proven(Request request, Proof proof, TenantId tenant) throws ControlException, IOException {
        List<StreamKeys> keys = new ArrayList<>();
        proof.require(request, tenant, new Unlock.Passphrase(request.secret("passphrase")), (vault, by) -> {
            try (SecretBytes secret = vault.auditSecret()) {
                keys.add(StreamKeys.of(tenant, secret));
            }
        });
        return new AuditOpening(keys.getFirst(), Optional.of(keys.getFirst()));
    }

    /** Returns what the audit says of it, behind what was done. */
    String how() {
        return own.isPresent() ? ", unsealed with the vault's passphrase" : "";
    }

    @Override
    public void close() {
        own.ifPresent(StreamKeys::close);
    }
}
