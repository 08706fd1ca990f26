package dev.bulkhead.daemon.export;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.EventJson;
import dev.bulkhead.daemon.audit.Personal;
import java.io.IOException;

/** JSON Lines, as {@code audit list} prints them. */
final class JsonLines implements Lines {
    @Override
    public void row(AuditEntry row, Personal.Opener opener, Sink out) throws IOException {
        out.line(EventJson.of(row, opener));
    }
}
