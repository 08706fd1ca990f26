package dev.bulkhead.daemon.export;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.Personal;
import java.io.IOException;

/** One export in one format: rows go in, in the order of the stream, and lines come out. Belongs to one thread. */
public interface Lines {
    /** Takes the lines of an export, each without its end. */
    @FunctionalInterface
    interface Sink {
        /** @throws IOException to end the export, for instance when whoever asked is gone */
        void line(String line) throws IOException;
    }

    /** Writes what stands before the first row. */
    default void begin(Sink out) throws IOException {}

    /**
     * Writes one row, now or with a later one.
     *
     * @param opener opens what stands beside the row, where it can
     */
    void row(AuditEntry row, Personal.Opener opener, Sink out) throws IOException;

    /** Writes what is left. */
    default void end(Sink out) throws IOException {}
}
