package dev.bulkhead.daemon.export;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.Personal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Rows as tests need them, and what an export makes of them. */
final class ExportedRows {
    static final Personal.Opener WHO =
            personal -> new Personal.Opened("anna@agency.example", "4711 /home/anna/bin/host", "said: \"no\", twice");

    private ExportedRows() {}

    static AuditEntry call(long seq, String tool, String status) {
        return row(seq, "tool_call", tool, status);
    }

    static AuditEntry row(long seq, String type, String tool, String status) {
        return new AuditEntry(
                seq,
                "0192f000-0000-7000-8000-00000000000" + seq,
                1_795_000_000_123L + seq,
                "acme",
                "s-1",
                type,
                tool,
                "hmac-sha256:" + "ab".repeat(32),
                status,
                1_500L,
                "4711 host",
                "c-" + seq,
                "t-1",
                120,
                340,
                "2".repeat(64),
                "0".repeat(64),
                "1".repeat(64),
                new Personal(null, "3".repeat(64), Personal.JWE, "sealed"));
    }

    static List<String> of(Lines lines, Personal.Opener opener, AuditEntry... rows) throws IOException {
        List<String> out = new ArrayList<>();
        lines.begin(out::add);
        for (AuditEntry row : rows) {
            lines.row(row, opener, out::add);
        }
        lines.end(out::add);
        return out;
    }
}
