package dev.bulkhead.daemon.export;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.Personal;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Maps one row to one event of OCSF 1.9 (https://schema.ocsf.io), without its attestation. Stateless. */
final class OcsfEvent {
    private static final int OTHER = 99;
    private static final int INFORMATIONAL = 1;
    private static final int LOW = 2;
    private static final int HIGH = 4;
    private static final String UNKNOWN = "unknown";

    private static final Set<String> READS =
            Set.of("list_files", "read_file", "search_files", "query_database", "workspace_status");
    private static final Set<String> UPDATES = Set.of("write_file");
    private static final Set<String> GRAVE = Set.of(
            EventType.LEAK_ATTEMPT.wireName(), EventType.HOST_FORGED.wireName(), EventType.AUDIT_BROKEN.wireName());

    private final String log;
    private final String version;

    OcsfEvent(String log, String version) {
        this.log = log;
        this.version = version;
    }

    /** Returns an event that may be added to. */
    Map<String, Object> of(AuditEntry row, Personal.Opened opened) {
        Map<String, Object> event = new TreeMap<>();
        String type = row.eventType();
        if (type.equals(EventType.TOOL_CALL.wireName()) || type.equals(EventType.TOOL_CALL_STARTED.wireName())) {
            classified(event, "Application Activity", 6, "API Activity", 6003, activityOfCall(row));
            event.put("actor", actor(row, opened));
            event.put("api", api(row));
            event.put("src_endpoint", Map.of("name", Objects.requireNonNullElse(row.peer(), UNKNOWN)));
        } else if (type.equals(EventType.SIGN_IN.wireName()) || type.equals(EventType.SIGN_OUT.wireName())) {
            boolean in = type.equals(EventType.SIGN_IN.wireName());
            classified(event, "Identity & Access Management", 3, "Authentication", 3002, in ? 1 : 2);
            event.put("user", user(opened));
            event.put("service", Map.of("name", "Bulkhead"));
        } else {
            classified(event, "Uncategorized", 0, "Base Event", 0, OTHER);
            event.put("activity_name", type);
        }
        outcome(event, row, opened);
        event.put("time", row.timestampMillis());
        event.put("message", message(row));
        event.put("metadata", metadata(row));
        event.put("unmapped", unmapped(row));
        return event;
    }

    private static void classified(
            Map<String, Object> event, String category, int categoryUid, String className, int classUid, int activity) {
        event.put("category_name", category);
        event.put("category_uid", categoryUid);
        event.put("class_name", className);
        event.put("class_uid", classUid);
        event.put("activity_id", activity);
        event.put("type_uid", classUid * 100 + activity);
    }

    /** What a tool of others does is not known to us. */
    private static int activityOfCall(AuditEntry row) {
        String tool = Objects.requireNonNullElse(row.toolName(), "");
        return READS.contains(tool) ? 2 : UPDATES.contains(tool) ? 3 : OTHER;
    }

    private static Map<String, Object> actor(AuditEntry row, Personal.Opened opened) {
        Map<String, Object> actor = new TreeMap<>();
        actor.put("app_name", Objects.requireNonNullElse(row.peer(), UNKNOWN));
        if (row.sessionId() != null) {
            actor.put("session", Map.of("uid", row.sessionId()));
        }
        if (opened.subject() != null) {
            actor.put("user", user(opened));
        }
        return actor;
    }

    private static Map<String, Object> user(Personal.Opened opened) {
        return Map.of("name", Objects.requireNonNullElse(opened.subject(), UNKNOWN));
    }

    private static Map<String, Object> api(AuditEntry row) {
        Map<String, Object> api = new TreeMap<>();
        String tool = Objects.requireNonNullElse(row.toolName(), UNKNOWN);
        int separator = tool.indexOf("__");
        api.put("operation", tool);
        api.put("service", Map.of("name", separator > 0 ? tool.substring(0, separator) : "bulkhead"));
        if (row.callId() != null) {
            api.put("request", Map.of("uid", row.callId()));
        }
        if (row.eventType().equals(EventType.TOOL_CALL.wireName())) {
            api.put("response", Map.of("message", row.resultStatus()));
        }
        return api;
    }

    private static void outcome(Map<String, Object> event, AuditEntry row, Personal.Opened opened) {
        String status = row.resultStatus();
        boolean started = status.equals(ResultStatus.STARTED.wireName());
        boolean success = status.equals(ResultStatus.SUCCESS.wireName());
        event.put("status_id", started ? OTHER : success ? 1 : 2);
        event.put("status", started ? "Started" : success ? "Success" : "Failure");
        event.put("status_code", status);
        if (opened.detail() != null) {
            event.put("status_detail", opened.detail());
        }
        int severity = GRAVE.contains(row.eventType()) ? HIGH : started || success ? INFORMATIONAL : LOW;
        event.put("severity_id", severity);
    }

    private static String message(AuditEntry row) {
        String tool = row.toolName();
        return row.eventType() + (tool == null ? "" : " " + tool) + ": " + row.resultStatus();
    }

    private Map<String, Object> metadata(AuditEntry row) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("version", OcsfLines.SCHEMA);
        metadata.put("product", Map.of("name", "Bulkhead", "vendor_name", "Bulkhead", "version", version));
        metadata.put("profiles", List.of("record_integrity"));
        metadata.put("uid", row.eventId());
        metadata.put("sequence", row.seq());
        metadata.put("tenant_uid", row.tenantId());
        metadata.put("log_name", log);
        metadata.put("event_code", row.eventType());
        if (row.callId() != null) {
            metadata.put("correlation_uid", row.callId());
        }
        return metadata;
    }

    private static Map<String, Object> unmapped(AuditEntry row) {
        Map<String, Object> unmapped = new TreeMap<>();
        put(unmapped, "args_hash", row.argsHash());
        put(unmapped, "token_id", row.tokenId());
        put(unmapped, "latency_us", row.latencyMicros());
        unmapped.put("bytes_in", row.bytesIn());
        unmapped.put("bytes_out", row.bytesOut());
        unmapped.put("entry_hash", row.entryHash());
        unmapped.put("prev_hash", row.prevHash());
        return unmapped;
    }

    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
