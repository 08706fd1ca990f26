package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.alert.Alerts;
import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.AuditFilter;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.AuditVerifier;
import dev.bulkhead.daemon.audit.EventJson;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** {@code audit.*}: reading and verifying streams. Needs no sign-in: it shows what was done, not what was in it. */
final class AuditCommands {
    private static final int LIST_LIMIT = 0;

    /** The last rows are held in memory; who wants more lists them. */
    private static final int MOST_LINES = 10_000;

    private static final Duration FOLLOW_EVERY = Duration.ofMillis(200);

    private final RunningTenants tenants;
    private final AuditReader reader;
    private final AuditVerifier verifier;
    private final Alerts alerts;

    AuditCommands(RunningTenants tenants, AuditReader reader, AuditVerifier verifier, Alerts alerts) {
        this.tenants = tenants;
        this.reader = reader;
        this.verifier = verifier;
        this.alerts = alerts;
    }

    Map<String, Command> all() {
        return Map.of("audit.list", this::list, "audit.tail", this::tail, "audit.verify", this::verify);
    }

    private JsonNode list(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        AuditFilter filter = new AuditFilter(
                (int) Math.clamp(request.number("limit", LIST_LIMIT), 0, Integer.MAX_VALUE),
                number(request, "after"),
                number(request, "before"),
                time(request, "since"),
                time(request, "until"),
                request.optional("tool").orElse(null),
                request.optional("status").orElse(null),
                request.optional("session").orElse(null),
                types(request));
        AtomicLong count = new AtomicLong();
        reader.list(tenant, filter, entry -> {
            reply.item(json(entry));
            count.incrementAndGet();
        });
        return Reply.JSON.createObjectNode().put("count", count.get());
    }

    private JsonNode tail(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        int lines = (int) Math.clamp(request.number("lines", 10), 0, MOST_LINES);
        AtomicLong last = new AtomicLong();
        long count = 0;
        for (AuditEntry entry : reader.tail(tenant, Math.max(1, lines))) {
            last.set(entry.seq());
            if (lines > 0) {
                reply.item(json(entry));
                count++;
            }
        }
        while (request.flag("follow")) {
            pause();
            reader.list(tenant, AuditFilter.after(last.get()), entry -> {
                last.set(entry.seq());
                reply.item(json(entry));
            });
            // A line that is written now and then is the only way to learn that the reader has gone.
            reply.progress("");
        }
        return Reply.JSON.createObjectNode().put("count", count);
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(FOLLOW_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the supervisor ends", e);
        }
    }

    private JsonNode verify(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        reply.progress("verifying the stream of " + tenant);
        ObjectNode verdict = VerdictJson.of(verifier.verify(tenant));
        if (!verdict.path("ok").asBoolean()) {
            alerts.chainFailed(tenant, verdict.at("/first_bad/problem").asText());
        }
        return verdict;
    }

    private static ObjectNode json(AuditEntry entry) throws IOException {
        return (ObjectNode) Reply.JSON.readTree(EventJson.of(entry));
    }

    private static @Nullable Long number(Request request, String name) throws ControlException {
        long value = request.number(name, -1);
        return value < 0 ? null : value;
    }

    private static @Nullable Instant time(Request request, String name) throws ControlException {
        Optional<String> text = request.optional(name);
        try {
            return text.isEmpty() ? null : Instant.parse(text.get());
        } catch (DateTimeParseException e) {
            throw ControlException.usage("'" + name + "' is no time: write it as 2026-11-21T14:00:00Z");
        }
    }

    private static Set<String> types(Request request) throws ControlException {
        Set<String> types = new HashSet<>(request.texts("types"));
        request.optional("type").ifPresent(types::add);
        return types;
    }
}
