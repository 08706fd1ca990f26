package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.audit.Verification;
import dev.bulkhead.daemon.evidence.EvidencePack;
import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code audit.evidence}: one client's month as one signed file. */
final class EvidenceCommands {
    private final ControlSocket.Rooms rooms;
    private final AuditReader reader;
    private final AuditStreams streams;
    private final Proof proof;
    private final AuditReads reads;
    private final AccessReview access;

    EvidenceCommands(ControlSocket.Rooms rooms, Proof proof, AuditReads reads, AccessReview access) {
        this.rooms = rooms;
        this.reader = rooms.reader();
        this.streams = rooms.audit();
        this.proof = proof;
        this.reads = reads;
        this.access = access;
    }

    Map<String, Command> all() {
        return Map.of("audit.evidence", this::evidence);
    }

    private JsonNode evidence(Request request, Reply reply) throws ControlException, IOException {
        RunningTenant tenant = Tenants.existing(rooms.tenants(), request);
        YearMonth month = month(request);
        Path file = newFile(request);
        // It names who did what, and a pack in which that is sealed would be no evidence.
        proof.requireOutside(request, tenant.id());
        if (!streams.isUnlocked(tenant.id()) && !request.flag("unseal")) {
            throw ControlException.refused(
                    "evidence names who did what, and that is sealed while nobody is signed in to '" + tenant.id()
                            + "': sign in, or give --unseal");
        }
        reply.progress("verifying the stream of " + tenant.id());
        Verification verification = rooms.verifier().verify(tenant.id());
        try (AuditOpening opening = AuditOpening.of(request, streams, proof, tenant.id())) {
            reads.exporting(request, tenant.id(), "evidence of " + month + opening.how());
            streams.checkpoint(tenant.id());
            EvidencePack.Contents contents = new EvidencePack.Contents(
                    tenant.id(),
                    tenant.settings().name(),
                    month,
                    rooms.clock().instant(),
                    VerdictJson.sentence(verification),
                    verification instanceof Verification.Verified,
                    reader.checkpoints(tenant.id()),
                    streams.signingKeys().verifierKey(tenant.id()).toString(),
                    Files.readString(rooms.home().settings(tenant.id())),
                    access.of(request, reply));
            reply.progress("writing the month");
            long events = write(tenant.id(), contents, opening, file);
            return RetentionCommands.tellRemoved(
                    reader,
                    tenant.id(),
                    contents.month().atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                    result(file, events, verification));
        }
    }

    private long write(TenantId tenant, EvidencePack.Contents contents, AuditOpening opening, Path file)
            throws IOException {
        Path work = Files.createTempDirectory(rooms.home().run(), "evidence");
        try {
            List<Path> segments = reader.copies(tenant, contents.month(), work);
            return new EvidencePack(
                            reader,
                            opening.opener(),
                            text -> streams.signingKeys().signed(tenant, text))
                    .write(contents, segments, reader.timestamps(tenant, 1), file);
        } finally {
            try (Stream<Path> files = Files.list(work)) {
                for (Path left : files.toList()) {
                    Files.delete(left);
                }
            }
            Files.delete(work);
        }
    }

    private static ObjectNode result(Path file, long events, Verification verification) throws IOException {
        ObjectNode result = Reply.JSON
                .createObjectNode()
                .put("file", file.toString())
                .put("events", events)
                .put("bytes", Files.size(file));
        result.set("verdict", VerdictJson.of(verification));
        return result;
    }

    private YearMonth month(Request request) throws ControlException {
        YearMonth now = YearMonth.from(Instant.now(rooms.clock()).atZone(ZoneOffset.UTC));
        YearMonth month = request.month().orElse(now);
        if (month.isAfter(now)) {
            throw ControlException.usage(month + " is still to come");
        }
        return month;
    }

    private static Path newFile(Request request) throws ControlException {
        Path file = request.file("file");
        if (Files.exists(file)) {
            throw ControlException.refused(file + " is there already: name a new file");
        }
        return file;
    }
}
