package dev.bulkhead.daemon.export;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.Personal;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows as log records of OpenTelemetry, in the JSON of OTLP 1 ({@code ExportLogsServiceRequest}): 64-bit integers are texts
 * there. Attribute names are those of the semantic conventions for MCP where they have one (status Development), else ours
 * under {@code bulkhead.}. Stateless.
 */
final class OtlpLogs {
    private static final int INFO = 9;
    private static final int WARN = 13;

    private final String tenant;
    private final String version;

    OtlpLogs(String tenant, String version) {
        this.tenant = tenant;
        this.version = version;
    }

    /** Returns the body of one request with {@code records}, which {@link #logRecord} made. */
    String request(List<Object> records) {
        Map<String, Object> resource = Map.of(
                "attributes",
                List.of(
                        text("service.name", "bulkhead"),
                        text("service.version", version),
                        text("bulkhead.tenant", tenant)));
        Map<String, Object> scope = Map.of("name", "dev.bulkhead.audit", "version", version);
        return CanonicalJson.of(Map.of(
                "resourceLogs",
                List.of(Map.of(
                        "resource", resource, "scopeLogs", List.of(Map.of("scope", scope, "logRecords", records))))));
    }

    Object logRecord(AuditEntry row, Personal.Opened opened) {
        String nanos = row.timestampMillis() + "000000";
        boolean fine = row.resultStatus().equals(ResultStatus.SUCCESS.wireName())
                || row.resultStatus().equals(ResultStatus.STARTED.wireName());
        Map<String, Object> logRecord = new TreeMap<>();
        logRecord.put("timeUnixNano", nanos);
        logRecord.put("observedTimeUnixNano", nanos);
        logRecord.put("severityNumber", fine ? INFO : WARN);
        logRecord.put("severityText", fine ? "INFO" : "WARN");
        logRecord.put("eventName", "bulkhead." + row.eventType());
        logRecord.put("attributes", attributes(row, opened));
        String detail = opened.detail();
        if (detail != null) {
            logRecord.put("body", Map.of("stringValue", detail));
        }
        return logRecord;
    }

    private static List<Object> attributes(AuditEntry row, Personal.Opened opened) {
        List<Object> attributes = new ArrayList<>();
        if (row.eventType().startsWith(EventType.TOOL_CALL.wireName())) {
            attributes.add(text("mcp.method.name", "tools/call"));
            attributes.add(text("gen_ai.operation.name", "execute_tool"));
        }
        add(attributes, "gen_ai.tool.name", row.toolName());
        add(attributes, "mcp.session.id", row.sessionId());
        add(attributes, "error.type", errorType(row.resultStatus()));
        add(attributes, "user.name", opened.subject());
        add(attributes, "bulkhead.peer", row.peer());
        add(attributes, "bulkhead.status", row.resultStatus());
        add(attributes, "bulkhead.event_id", row.eventId());
        add(attributes, "bulkhead.call_id", row.callId());
        add(attributes, "bulkhead.args_hash", row.argsHash());
        add(attributes, "bulkhead.entry_hash", row.entryHash());
        attributes.add(number("bulkhead.seq", row.seq()));
        attributes.add(number("bulkhead.bytes_in", row.bytesIn()));
        attributes.add(number("bulkhead.bytes_out", row.bytesOut()));
        if (row.latencyMicros() != null) {
            attributes.add(number("bulkhead.latency_us", row.latencyMicros()));
        }
        return attributes;
    }

    private static @Nullable String errorType(String status) {
        return switch (status) {
            case "started", "success" -> null;
            case "error" -> "tool_error";
            default -> status;
        };
    }

    private static void add(List<Object> attributes, String key, @Nullable String value) {
        if (value != null) {
            attributes.add(text(key, value));
        }
    }

    private static Object text(String key, String value) {
        return Map.of("key", key, "value", Map.of("stringValue", value));
    }

    private static Object number(String key, long value) {
        return Map.of("key", key, "value", Map.of("intValue", Long.toString(value)));
    }
}
