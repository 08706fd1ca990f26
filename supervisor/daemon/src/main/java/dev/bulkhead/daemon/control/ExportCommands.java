package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.audit.AuditFilter;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.AuditVerifier;
import dev.bulkhead.daemon.audit.Checkpoint;
import dev.bulkhead.daemon.audit.Verification;
import dev.bulkhead.daemon.export.ExportFormat;
import dev.bulkhead.daemon.export.Lines;
import dev.bulkhead.daemon.export.SubjectAccess;
import dev.bulkhead.daemon.review.ReviewFilter;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code audit.export}: a stream, or what a filter leaves of it, in the forms that others read. */
final class ExportCommands {
    /** Lines go over the socket in batches: a document each would cost more than the line. */
    private static final int BATCH_CHARS = 1 << 16;

    private static final long TELL_EVERY = 50_000;

    private final ControlSocket.Rooms rooms;
    private final AuditReader reader;
    private final AuditVerifier verifier;
    private final Proof proof;
    private final AuditReads reads;

    ExportCommands(ControlSocket.Rooms rooms, Proof proof, AuditReads reads) {
        this.rooms = rooms;
        this.reader = rooms.reader();
        this.verifier = rooms.verifier();
        this.proof = proof;
        this.reads = reads;
    }

    Map<String, Command> all() {
        return Map.of("audit.export", this::export, "audit.subject", this::subject);
    }

    private JsonNode export(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(rooms.tenants(), request).id();
        String word = request.optional("format").orElse("jsonl");
        ExportFormat format = ExportFormat.named(word)
                .orElseThrow(() -> ControlException.usage("'" + word + "' is no format: use "
                        + Arrays.stream(ExportFormat.values())
                                .map(Object::toString)
                                .collect(Collectors.joining(", "))));
        ReviewFilter wanted = ReviewFilters.of(request);
        Verification verification = verified(request, reply, tenant);
        try (AuditOpening opening = AuditOpening.of(request, rooms.audit(), proof, tenant)) {
            long told = reads.exporting(request, tenant, "exported as " + format + opening.how());
            Batches batches = new Batches(reply);
            Lines lines = format.lines(tenant.value(), rooms.version());
            long[] count = {0};
            lines.begin(batches);
            AuditFilter filter = AuditFilters.of(request, told);
            reader.list(tenant, filter, row -> {
                if (!wanted.matches(row)) {
                    return;
                }
                lines.row(row, opening.opener(), batches);
                if (++count[0] % TELL_EVERY == 0) {
                    reply.progress(count[0] + " events exported");
                }
            });
            lines.end(batches);
            batches.flush();
            return RetentionCommands.tellRemoved(reader, tenant, filter.since(), result(count[0], verification));
        }
    }

    private JsonNode subject(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(rooms.tenants(), request).id();
        String subject = request.text("subject");
        Verification verification = verified(request, reply, tenant);
        try (AuditOpening opening = AuditOpening.proven(request, proof, tenant)) {
            // Whose data it is stands in nothing that outlives an erasure: the row's own detail is sealed.
            reads.exporting(request, tenant, "given out to its subject: " + subject);
            rooms.audit().checkpoint(tenant);
            Optional<Checkpoint.Signed> newest = reader.newestCheckpoint(tenant);
            Batches batches = new Batches(reply);
            long count = new SubjectAccess(reader, tenant, opening.own().orElseThrow(), subject)
                    .write(
                            newest.map(signed -> signed.checkpoint().size()).orElse(0L),
                            newest.map(Checkpoint.Signed::note).orElse(null),
                            rooms.audit().signingKeys().verifierKey(tenant).toString(),
                            rooms.clock().instant(),
                            batches);
            batches.flush();
            return RetentionCommands.tellRemoved(reader, tenant, null, result(count, verification));
        }
    }

    private static ObjectNode result(long count, Verification verification) {
        ObjectNode result = Reply.JSON.createObjectNode().put("count", count);
        result.set("verdict", VerdictJson.of(verification));
        return result;
    }

    /** What goes to others was verified just before, or somebody knows that it is not sound. */
    private Verification verified(Request request, Reply reply, TenantId tenant) throws ControlException, IOException {
        reply.progress("verifying the stream of " + tenant);
        Verification verification = verifier.verify(tenant);
        if (verification instanceof Verification.Broken broken && !request.flag("anyway")) {
            throw ControlException.refused("the audit of '" + tenant + "' is broken at event "
                    + broken.found().seq() + " ('bulkhead audit verify " + tenant
                    + "' says more): give --anyway to export it as it is");
        }
        return verification;
    }

    /** Collects lines until they are worth a message. One thread. */
    private static final class Batches implements Lines.Sink {
        private final Reply reply;
        private ArrayNode lines = Reply.JSON.createArrayNode();
        private int chars;

        Batches(Reply reply) {
            this.reply = reply;
        }

        @Override
        public void line(String line) throws IOException {
            lines.add(line);
            chars += line.length();
            if (chars >= BATCH_CHARS) {
                flush();
            }
        }

        void flush() throws IOException {
            if (!lines.isEmpty()) {
                ObjectNode item = Reply.JSON.createObjectNode();
                item.set("lines", lines);
                reply.item(item);
                lines = Reply.JSON.createArrayNode();
                chars = 0;
            }
        }
    }
}
