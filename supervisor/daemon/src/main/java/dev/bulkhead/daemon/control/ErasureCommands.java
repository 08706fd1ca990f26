package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.audit.PersonalRows;
import dev.bulkhead.daemon.audit.StreamKeys;
import dev.bulkhead.daemon.audit.SubjectMatch;
import dev.bulkhead.daemon.export.Certificate;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.Map;

/** {@code audit.erase}: what the audit has about one person, taken away for good, with a certificate (GDPR Art. 17). */
final class ErasureCommands {
    private final ControlSocket.Rooms rooms;
    private final Proof proof;

    ErasureCommands(ControlSocket.Rooms rooms, Proof proof) {
        this.rooms = rooms;
        this.proof = proof;
    }

    Map<String, Command> all() {
        return Map.of("audit.erase", this::erase);
    }

    private JsonNode erase(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(rooms.tenants(), request).id();
        String subject = request.text("subject");
        try (AuditOpening opening = AuditOpening.proven(request, proof, tenant)) {
            StreamKeys keys = opening.own().orElseThrow();
            if (request.flag("preview")) {
                PersonalRows found = found(reply, tenant, keys, subject);
                return RetentionCommands.tellRemoved(
                        rooms.reader(),
                        tenant,
                        null,
                        Reply.JSON
                                .createObjectNode()
                                .put("tenant", tenant.value())
                                .put("rows", found.rows())
                                .put("segments", found.segments()));
            }
            String reason = request.text("reason");
            if (new SubjectMatch(keys, subject).isNamedIn(reason)) {
                throw ControlException.usage(
                        "the reason names whom it is about, and it stays: say it without the name");
            }
            proof.afresh(request, reply, tenant);
            rooms.audit().finishErasure(tenant);
            // Looked for behind the proof: what that has recorded may name them too.
            PersonalRows found = found(reply, tenant, keys, subject);
            reply.progress("erasing what stands beside " + found.rows() + " events");
            rooms.audit().erase(tenant, found, request.peer().describe(), reason);
            reply.progress("verifying the stream of " + tenant);
            return certificate(tenant, found, reason);
        }
    }

    private PersonalRows found(Reply reply, TenantId tenant, StreamKeys keys, String subject)
            throws ControlException, IOException {
        reply.progress("looking through the audit of " + tenant);
        PersonalRows found = PersonalRows.of(rooms.reader(), tenant, keys, subject);
        if (found.rows() == 0) {
            throw ControlException.refused("nothing in the audit of '" + tenant
                    + "' is about them: it is gone already, or it has them under another name ('bulkhead audit list "
                    + tenant + " --unseal' shows the names)");
        }
        return found;
    }

    private JsonNode certificate(TenantId tenant, PersonalRows erased, String reason) throws IOException {
        return Reply.JSON.readTree(new Certificate(
                        rooms.audit().signingKeys(),
                        tenant,
                        "erasure",
                        rooms.clock().instant())
                .with("subject_ref", erased.subjectRef())
                .with("rows", erased.rows())
                .with("segments", erased.segments())
                .with("reason", reason)
                .with("verified", VerdictJson.sentence(rooms.verifier().verify(tenant)))
                .withCheckpoint(rooms.reader().newestCheckpoint(tenant))
                .signed());
    }
}
