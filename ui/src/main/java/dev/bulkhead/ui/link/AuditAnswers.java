package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.AuditDetail;
import dev.bulkhead.ui.model.AuditFilter;
import dev.bulkhead.ui.model.AuditRow;
import dev.bulkhead.ui.model.AuditSummary;
import dev.bulkhead.ui.model.EventStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes what is asked of an audit, and reads what is answered, as {@code supervisor/docs/socket.md} has it. */
final class AuditAnswers {
    private AuditAnswers() {}

    static ObjectNode filter(TenantId tenant, AuditFilter filter) {
        ObjectNode args = Errand.of(tenant);
        filter.since().ifPresent(time -> args.put("since", time.toString()));
        filter.until().ifPresent(time -> args.put("until", time.toString()));
        put(args, "tool", filter.tool());
        put(args, "server", filter.server());
        put(args, "host", filter.host());
        put(args, "status", filter.status());
        put(args, "session", filter.session());
        put(args, "text", filter.text());
        return args;
    }

    private static void put(ObjectNode args, String name, String value) {
        if (!value.isEmpty()) {
            args.put(name, value);
        }
    }

    static AuditSummary summary(JsonNode json) {
        return new AuditSummary(
                json.path("total").asLong(),
                json.path("first").asLong(1),
                json.path("unnamed").asLong(),
                chart(json.path("chart")),
                names(json.path("tools")),
                names(json.path("servers")),
                names(json.path("hosts")),
                names(json.path("statuses")));
    }

    private static List<String> names(JsonNode counted) {
        List<String> names = new ArrayList<>();
        counted.forEach(each -> names.add(text(each, "name")));
        return names;
    }

    private static AuditSummary.Chart chart(JsonNode json) {
        Map<EventStatus, List<Integer>> counts = new EnumMap<>(EventStatus.class);
        json.path("counts").properties().forEach(each -> {
            List<Integer> column = new ArrayList<>();
            each.getValue().forEach(count -> column.add(count.asInt()));
            counts.merge(EventStatus.of(each.getKey()), column, AuditAnswers::sums);
        });
        return new AuditSummary.Chart(
                time(text(json, "from")),
                Duration.ofMillis(json.path("bucketMillis").asLong()),
                counts);
    }

    /** Two words that this window does not know are one. */
    private static List<Integer> sums(List<Integer> one, List<Integer> other) {
        List<Integer> sums = new ArrayList<>();
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            sums.add(one.get(i) + other.get(i));
        }
        return sums;
    }

    static AuditRow row(JsonNode event) {
        return new AuditRow(
                Answers.event(event),
                text(event, "session_id"),
                event.path("sealed").asBoolean(),
                event.path("erased").asBoolean());
    }

    static AuditDetail detail(JsonNode result) {
        JsonNode event = result.path("event");
        return new AuditDetail(
                row(event),
                text(event, "event_id"),
                text(event, "args_hash"),
                text(event, "call_id"),
                text(event, "token_id"),
                event.path("bytes_in").asLong(),
                event.path("bytes_out").asLong(),
                text(event, "subject"),
                text(event, "peer_path"),
                proof(result.path("proof")),
                result.toPrettyString());
    }

    private static AuditDetail.Proof proof(JsonNode json) {
        JsonNode checkpoint = json.path("checkpoint");
        return new AuditDetail.Proof(
                verdict(text(json, "verdict")),
                text(json, "hash"),
                text(json, "prev_hash"),
                json.path("hash_holds").asBoolean(),
                json.path("follows").asBoolean(),
                text(json, "beside"),
                json.path("newest").asLong() - json.path("checkpointed").asLong(),
                json.path("accepted_break").asBoolean(),
                text(json, "whole"),
                checkpoint.isObject()
                        ? Optional.of(new AuditDetail.SignedAt(
                                checkpoint.path("size").asLong(),
                                time(text(checkpoint, "time")),
                                text(checkpoint, "root"),
                                text(checkpoint, "signature"),
                                checkpoint.path("included").asBoolean()))
                        : Optional.empty());
    }

    /** A word that this window does not know is no proof. */
    private static AuditDetail.Verdict verdict(String word) {
        for (AuditDetail.Verdict verdict : AuditDetail.Verdict.values()) {
            if (verdict.name().toLowerCase(Locale.ROOT).equals(word)) {
                return verdict;
            }
        }
        return AuditDetail.Verdict.UNPROVEN;
    }

    private static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isNull() ? "" : value.asText();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
