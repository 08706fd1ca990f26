package dev.bulkhead.daemon.export;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.Personal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Batches of rows as requests to a collector of OpenTelemetry, a line each (OTLP file format). */
final class OtlpLines implements Lines {
    /** Collectors refuse requests over 4 MiB, and a row is a few kilobytes at most. */
    static final int BATCH = 200;

    private final OtlpLogs logs;
    private final List<Object> records = new ArrayList<>();

    OtlpLines(String tenant, String version) {
        this.logs = new OtlpLogs(tenant, version);
    }

    @Override
    public void row(AuditEntry row, Personal.Opener opener, Sink out) throws IOException {
        records.add(logs.logRecord(row, row.opened(opener)));
        if (records.size() == BATCH) {
            end(out);
        }
    }

    @Override
    public void end(Sink out) throws IOException {
        if (!records.isEmpty()) {
            out.line(logs.request(records));
            records.clear();
        }
    }
}
