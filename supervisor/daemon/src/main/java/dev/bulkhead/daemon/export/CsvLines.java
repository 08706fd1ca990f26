package dev.bulkhead.daemon.export;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.EventJson;
import dev.bulkhead.daemon.audit.Personal;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows for spreadsheets: RFC 4180, with a header, in the columns of {@code audit list}. */
final class CsvLines implements Lines {
    private static final List<String> COLUMNS = List.of(
            "timestamp",
            "tenant_id",
            "session_id",
            "event_type",
            "tool_name",
            "args_hash",
            "result_status",
            "latency_ms",
            "peer",
            "seq",
            "event_id",
            "call_id",
            "token_id",
            "bytes_in",
            "bytes_out",
            "subject",
            "peer_path",
            "detail",
            "entry_hash");

    @Override
    public void begin(Sink out) throws IOException {
        out.line(String.join(",", COLUMNS));
    }

    @Override
    public void row(AuditEntry row, Personal.Opener opener, Sink out) throws IOException {
        Personal.Opened opened = row.opened(opener);
        Long micros = row.latencyMicros();
        List<@Nullable String> cells = Arrays.asList(
                EventJson.time(row.timestampMillis()),
                row.tenantId(),
                row.sessionId(),
                row.eventType(),
                row.toolName(),
                row.argsHash(),
                row.resultStatus(),
                micros == null ? null : EventJson.millis(micros),
                row.peer(),
                Long.toString(row.seq()),
                row.eventId(),
                row.callId(),
                row.tokenId(),
                Long.toString(row.bytesIn()),
                Long.toString(row.bytesOut()),
                opened.subject(),
                opened.peer(),
                opened.detail(),
                row.entryHash());
        out.line(Csv.line(cells));
    }
}
