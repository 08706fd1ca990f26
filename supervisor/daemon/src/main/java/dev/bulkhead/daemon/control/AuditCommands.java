package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.alert.Alerts;
import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.AuditFilter;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.audit.AuditVerifier;
import dev.bulkhead.daemon.audit.EventJson;
import dev.bulkhead.daemon.audit.Personal;
import dev.bulkhead.daemon.audit.Verification;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code audit.*}: reading and verifying streams. Needs no sign-in: it shows what was done, not what was in it. What may name a
 * person is shown while the tenant is signed in, or to whoever proves that it could be.
 */
final class AuditCommands {
    /** The last rows are held in memory; who wants more lists them. */
    private static final int MOST_LINES = 10_000;

    private static final Duration FOLLOW_EVERY = Duration.ofMillis(200);

    private final RunningTenants tenants;
    private final AuditStreams streams;
    private final AuditReader reader;
    private final AuditVerifier verifier;
    private final Proof proof;
    private final Clock clock;
    private final AuditReads reads;
    private final Alerts alerts;

    AuditCommands(ControlSocket.Rooms rooms, Proof proof, AuditReads reads) {
        this.tenants = rooms.tenants();
        this.streams = rooms.audit();
        this.reader = rooms.reader();
        this.verifier = rooms.verifier();
        this.proof = proof;
        this.clock = rooms.clock();
        this.alerts = rooms.alerts();
        this.reads = reads;
    }

    Map<String, Command> all() {
        return Map.of(
                "audit.list",
                this::list,
                "audit.tail",
                this::tail,
                "audit.verify",
                this::verify,
                "audit.accept",
                this::accept,
                "signing-key",
                this::signingKey);
    }

    private JsonNode list(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        // What cannot be understood reads nothing, so that no row tells of it.
        AuditFilters.of(request, Long.MAX_VALUE);
        try (AuditOpening opening = AuditOpening.of(request, streams, proof, tenant)) {
            Optional<Long> told = reads.reading(request, tenant, ResultStatus.SUCCESS, "listed" + opening.how());
            return list(tenant, AuditFilters.of(request, told.orElse(Long.MAX_VALUE)), opening.opener(), reply);
        }
    }

    private JsonNode list(TenantId tenant, AuditFilter filter, Personal.Opener opener, Reply reply) throws IOException {
        AtomicLong count = new AtomicLong();
        reader.list(tenant, filter, entry -> {
            reply.item(json(entry, opener));
            count.incrementAndGet();
        });
        return RetentionCommands.tellRemoved(
                reader, tenant, filter.since(), Reply.JSON.createObjectNode().put("count", count.get()));
    }

    private JsonNode tail(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        try (AuditOpening opening = AuditOpening.of(request, streams, proof, tenant)) {
            Optional<Long> told = reads.reading(request, tenant, ResultStatus.SUCCESS, "listed" + opening.how());
            return tail(request, tenant, told.orElse(Long.MAX_VALUE), opening.opener(), reply);
        }
    }

    private JsonNode tail(Request request, TenantId tenant, long told, Personal.Opener opener, Reply reply)
            throws ControlException, IOException {
        int lines = (int) Math.clamp(request.number("lines", 10), 0, MOST_LINES);
        AtomicLong last = new AtomicLong();
        long count = 0;
        for (AuditEntry entry : reader.tail(tenant, lines + 1)) {
            last.set(entry.seq());
            if (entry.seq() < told && count < lines) {
                reply.item(json(entry, opener));
                count++;
            }
        }
        while (request.flag("follow")) {
            Pause.of(FOLLOW_EVERY);
            reader.list(tenant, AuditFilter.after(last.get()), entry -> {
                last.set(entry.seq());
                reply.item(json(entry, opener));
            });
            // A line that is written now and then is the only way to learn that the reader has gone.
            reply.progress("");
        }
        return Reply.JSON.createObjectNode().put("count", count);
    }

    private JsonNode verify(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        reply.progress("verifying the stream of " + tenant);
        Optional<String> anchor = request.optional("anchor");
        Verification verification;
        try {
            verification = verifier.verify(tenant, anchor.map(Path::of));
        } catch (InvalidPathException e) {
            throw ControlException.usage("the anchor is no path: " + e.getMessage());
        }
        // Told afterwards, with what was found: reading changes nothing that would have to be told before.
        reads.reading(
                request,
                tenant,
                verification instanceof Verification.Verified ? ResultStatus.SUCCESS : ResultStatus.ERROR,
                "verified" + (anchor.isPresent() ? " with an anchor" : "") + ": " + words(verification));
        if (verification instanceof Verification.Broken broken && !streams.isAccepted(tenant, broken)) {
            alerts.chainFailed(tenant, broken.found().sentence());
        }
        return VerdictJson.of(verification);
    }

    private static String words(Verification verification) {
        return switch (verification) {
            case Verification.Verified verified -> verified.events() + " events";
            case Verification.Broken broken ->
                "row " + broken.found().seq() + " " + broken.found().kind().wireName();
        };
    }

    private JsonNode accept(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        String reason = request.text("reason");
        Verification before = verifier.verify(tenant);
        if (!(before instanceof Verification.Broken broken)) {
            throw ControlException.refused("the audit of '" + tenant + "' is not broken: there is nothing to accept");
        }
        AuditEvent acceptance = AuditEvent.of(
                clock.instant(),
                tenant,
                EventType.AUDIT_BREAK_ACCEPTED,
                ResultStatus.SUCCESS,
                null,
                request.peer().describe(),
                words(before) + ", accepted: " + reason);
        AuditStreams.Accepted accepted = accepted(request, acceptance);
        ObjectNode result = Reply.JSON
                .createObjectNode()
                .put("tenant", tenant.value())
                .put("broken", broken.found().seq())
                .put("from", accepted.from().seq() + 1);
        ArrayNode moved = result.putArray("moved");
        accepted.moved()
                .forEach(one -> moved.addObject()
                        .put("segment", one.segment())
                        .put("name", one.name())
                        .put("sha256", one.sha256()));
        return result;
    }

    /** Failed proofs cannot be recorded in a stream that is broken: the throttle alone stands between guesses. */
    private AuditStreams.Accepted accepted(Request request, AuditEvent acceptance)
            throws ControlException, IOException {
        if (!request.flag("older_vault")) {
            proof.require(request, acceptance.tenant());
            return streams.accept(acceptance);
        }
        // Either alone is refused because of the other.
        AtomicReference<AuditStreams.Accepted> accepted = new AtomicReference<>();
        proof.acceptOlder(request, acceptance.tenant(), (vault, by) -> accepted.set(streams.accept(acceptance)));
        return Objects.requireNonNull(accepted.get(), "the proof did the work");
    }

    private JsonNode signingKey(Request request, Reply reply) throws ControlException, IOException {
        ObjectNode result = Reply.JSON.createObjectNode();
        ArrayNode keys = result.putArray("keys");
        for (TenantId tenant : Tenants.namedOrAll(tenants, request)) {
            keys.addObject()
                    .put("tenant", tenant.value())
                    .put("key", streams.signingKeys().verifierKey(tenant).toString());
        }
        return result;
    }

    private static ObjectNode json(AuditEntry entry, Personal.Opener opener) throws IOException {
        return (ObjectNode) Reply.JSON.readTree(EventJson.of(entry, opener));
    }
}
