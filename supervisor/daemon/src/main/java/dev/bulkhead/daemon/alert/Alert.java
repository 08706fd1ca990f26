package dev.bulkhead.daemon.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.TenantId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What a rule found, and what became of it.
 *
 * @param id of the tenants' alerts that are kept, no other has it
 * @param rule the wire name of the rule's kind
 * @param what the numbers, in one sentence
 * @param done what was done about it, in one or two words
 * @param acknowledged by whom and why, once somebody has
 */
public record Alert(
        String id,
        TenantId tenant,
        String rule,
        Instant at,
        String what,
        String done,
        Optional<Acknowledgement> acknowledged) {

    /** Who has looked into it, and what came of it. */
    public record Acknowledgement(Instant at, String by, String reason) {}

    Alert acknowledge(Acknowledgement how) {
        return new Alert(id, tenant, rule, at, what, done, Optional.of(how));
    }

    /** As the control socket shows it and the tenant's file keeps it. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("tenant", tenant.value())
                .put("rule", rule)
                .put("at", at.toString())
                .put("what", what)
                .put("done", done);
        acknowledged.ifPresent(how -> json.putObject("acknowledged")
                .put("at", how.at().toString())
                .put("by", how.by())
                .put("reason", how.reason()));
        return json;
    }

    /** @throws IllegalArgumentException when {@code json} is none of {@code tenant}'s */
    static Alert read(JsonNode json, TenantId tenant) {
        if (!json.path("tenant").asText().equals(tenant.value())) {
            throw new IllegalArgumentException("an alert in it is of another tenant");
        }
        try {
            Optional<Acknowledgement> how = Optional.empty();
            if (json.has("acknowledged")) {
                how = Optional.of(new Acknowledgement(
                        Instant.parse(json.at("/acknowledged/at").asText()),
                        json.at("/acknowledged/by").asText(),
                        json.at("/acknowledged/reason").asText()));
            }
            return new Alert(
                    json.path("id").asText(),
                    tenant,
                    json.path("rule").asText(),
                    Instant.parse(json.path("at").asText()),
                    json.path("what").asText(),
                    json.path("done").asText(),
                    how);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time in it is none: " + e.getMessage(), e);
        }
    }
}
