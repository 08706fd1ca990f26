package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.model.EventStatus;
import dev.bulkhead.ui.model.Halted;
import dev.bulkhead.ui.model.SettingsText;
import dev.bulkhead.ui.model.Switched;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.TenantState;
import dev.bulkhead.ui.model.Verdict;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads what {@code supervisor/docs/socket.md} says that commands answer. A field that is missing is an empty one, so that an
 * older window can look at a newer supervisor.
 */
final class Answers {
    private Answers() {}

    /** The tenants of {@code tenant.list}, with what {@code status} says of each. */
    static List<Tenant> tenants(JsonNode list, JsonNode status) {
        Map<String, JsonNode> running = new HashMap<>();
        status.path("tenants").forEach(each -> running.put(text(each, "tenant"), each));
        List<Tenant> tenants = new ArrayList<>();
        for (JsonNode each : list.path("tenants")) {
            String id = text(each, "tenant");
            if (TenantId.isValid(id)) {
                tenants.add(tenant(new TenantId(id), each, running.getOrDefault(id, each)));
            }
        }
        return tenants;
    }

    private static Tenant tenant(TenantId id, JsonNode listed, JsonNode running) {
        String name = text(listed, "name");
        return new Tenant(
                id,
                name.isBlank() ? id.value() : name,
                TenantState.of(text(running, "state")),
                text(listed, "workspace"),
                running.path("pid").isIntegralNumber()
                        ? OptionalLong.of(running.path("pid").asLong())
                        : OptionalLong.empty(),
                running.path("sessions").asInt(),
                text(running, "profile"),
                text(running, "selftest"),
                text(running, "problem"),
                running.path("waiting").asInt(),
                running.path("alerts").asInt(),
                text(running, "suspended"),
                signedIn(running));
    }

    private static Optional<Tenant.SignedIn> signedIn(JsonNode running) {
        String consultant = text(running, "consultant");
        return consultant.isEmpty()
                ? Optional.empty()
                : Optional.of(new Tenant.SignedIn(
                        consultant,
                        time(text(running, "signed_in")),
                        running.path("reads_only").asBoolean()));
    }

    /** The result of {@code switch.show}. */
    static Optional<TenantId> active(JsonNode result) {
        return Optional.of(text(result, "active")).filter(TenantId::isValid).map(TenantId::new);
    }

    /** The result of {@code switch}. */
    static Switched switched(TenantId tenant, JsonNode result) {
        return new Switched(
                tenant,
                result.path("moved").asInt(),
                result.path("inLobby").asInt(),
                result.path("elapsedMillis").asLong());
    }

    /** The result of {@code halt}. */
    static List<Halted> halted(JsonNode result) {
        List<Halted> halted = new ArrayList<>();
        for (JsonNode one : result.path("halted")) {
            if (TenantId.isValid(text(one, "tenant"))) {
                halted.add(new Halted(
                        new TenantId(text(one, "tenant")),
                        one.path("elapsedMillis").asLong(),
                        one.path("calls").asInt(),
                        one.path("processes").asInt(),
                        one.path("survivors").asInt()));
            }
        }
        return halted;
    }

    /** The settings, as {@code tenant.show} has them. */
    static SettingsText settings(JsonNode shown) {
        return new SettingsText(text(shown, "settings"), text(shown, "file"), texts(shown.path("waiting")));
    }

    /** One item of {@code audit.tail}. */
    static AuditEvent event(JsonNode item) {
        return new AuditEvent(
                item.path("seq").asLong(),
                time(text(item, "timestamp")),
                text(item, "event_type"),
                text(item, "tool_name"),
                EventStatus.of(text(item, "result_status")),
                item.path("latency_ms").isNumber()
                        ? OptionalDouble.of(item.path("latency_ms").asDouble())
                        : OptionalDouble.empty(),
                text(item, "peer"),
                text(item, "detail"));
    }

    /** The result of {@code audit.verify}. */
    static Verdict verdict(JsonNode result, Instant at) {
        List<String> notes = texts(result.path("notes"));
        if (result.path("ok").asBoolean()) {
            return new Verdict.Sound(result.path("verified").asLong(), at, notes);
        }
        JsonNode bad = result.path("first_bad");
        return new Verdict.Broken(bad.path("seq").asLong(), text(bad, "segment"), text(bad, "problem"), at, notes);
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isNull() ? "" : value.asText();
    }

    static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
