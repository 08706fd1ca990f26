package dev.bulkhead.daemon.evidence;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.EventJson;
import dev.bulkhead.daemon.audit.Personal;
import dev.bulkhead.daemon.tenant.EventType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the events of one month come to. Takes them one by one and keeps counts, and of each topic the first events. */
final class Month {
    /** A page is for people; {@code events.jsonl} has them all. */
    static final int MOST_OF_A_TOPIC = 500;

    private static final List<String> OUTCOMES = List.of("success", "error", "denied", "limited", "cancelled", "lost");

    private final SortedMap<String, Map<String, Long>> callsByTool = new TreeMap<>();
    private final SortedMap<List<String>, Long> sessionsByHost =
            new TreeMap<>((a, b) -> String.join("\n", a).compareTo(String.join("\n", b)));
    private final Map<Topic, List<List<String>>> topics = new EnumMap<>(Topic.class);
    private final Map<Topic, Long> topicCounts = new EnumMap<>(Topic.class);
    private final SortedMap<String, Long> byType = new TreeMap<>();
    private long events;

    void add(AuditEntry row, Personal.Opened opened) {
        events++;
        byType.merge(row.eventType(), 1L, Long::sum);
        if (row.eventType().equals(EventType.TOOL_CALL.wireName())) {
            callsByTool
                    .computeIfAbsent(Objects.requireNonNullElse(row.toolName(), "?"), tool -> new HashMap<>())
                    .merge(row.resultStatus(), 1L, Long::sum);
        }
        if (row.eventType().equals(EventType.CONNECTION_OPENED.wireName())) {
            String who = Objects.requireNonNullElse(opened.subject(), "");
            String host = Objects.requireNonNullElse(opened.peer(), Objects.requireNonNullElse(row.peer(), ""));
            // The number of a process says nothing about a month.
            sessionsByHost.merge(List.of(host.replaceFirst("^[0-9]+ ", ""), who), 1L, Long::sum);
        }
        for (Topic topic : Topic.values()) {
            if (topic.covers(row)) {
                note(topic, row, opened);
            }
        }
    }

    private void note(Topic topic, AuditEntry row, Personal.Opened opened) {
        topicCounts.merge(topic, 1L, Long::sum);
        List<List<String>> rows = topics.computeIfAbsent(topic, any -> new ArrayList<>());
        if (rows.size() < MOST_OF_A_TOPIC) {
            rows.add(List.of(
                    EventJson.time(row.timestampMillis()),
                    Long.toString(row.seq()),
                    row.eventType(),
                    Objects.requireNonNullElse(row.toolName(), ""),
                    row.resultStatus(),
                    Objects.requireNonNullElse(opened.subject(), ""),
                    Objects.requireNonNullElse(row.peer(), ""),
                    Objects.requireNonNullElse(opened.detail(), row.commitment() == null ? "" : "(sealed or erased)")));
        }
    }

    long events() {
        return events;
    }

    /** Returns how many events there were whose type begins with one of {@code beginnings}. */
    long count(List<String> beginnings) {
        return byType.entrySet().stream()
                .filter(type -> beginnings.stream().anyMatch(type.getKey()::startsWith))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    EvidenceTable calls() {
        List<String> columns = new ArrayList<>(List.of("tool"));
        columns.addAll(OUTCOMES);
        List<List<String>> rows = new ArrayList<>();
        callsByTool.forEach((tool, outcomes) -> {
            List<String> row = new ArrayList<>(List.of(tool));
            OUTCOMES.forEach(outcome -> row.add(Long.toString(outcomes.getOrDefault(outcome, 0L))));
            rows.add(row);
        });
        return new EvidenceTable("calls", "Calls by tool and outcome", "", columns, rows);
    }

    EvidenceTable hosts() {
        List<List<String>> rows = new ArrayList<>();
        sessionsByHost.forEach((key, count) -> rows.add(List.of(key.get(0), key.get(1), count.toString())));
        return new EvidenceTable(
                "sessions", "Sessions by host and consultant", "", List.of("host", "consultant", "sessions"), rows);
    }

    EvidenceTable topic(Topic topic) {
        long count = topicCounts.getOrDefault(topic, 0L);
        String note = count > MOST_OF_A_TOPIC
                ? "The first " + MOST_OF_A_TOPIC + " of " + count + ": events.jsonl has all of them."
                : "";
        return new EvidenceTable(
                topic.name().toLowerCase(Locale.ROOT),
                topic.title,
                note,
                List.of("time (UTC)", "seq", "event", "tool", "outcome", "consultant", "process", "what"),
                topics.getOrDefault(topic, List.of()));
    }
}
