package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.AuditDetail;
import dev.bulkhead.ui.model.AuditFilter;
import dev.bulkhead.ui.model.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What the window can ask of one tenant's audit. Called on the window's thread, never waits; answers come there. Nothing is opened
 * that is sealed, unless the tenant is signed in.
 */
public final class AuditDesk {
    private final Dial dial;
    private final Executor window;
    private final Clock clock;

    AuditDesk(Dial dial, Executor window, Clock clock) {
        this.dial = dial;
        this.window = window;
        this.clock = clock;
    }

    /** Takes what comes of a request; called on the window's thread. */
    public interface Reply<T> {
        default void progress(String what) {}

        void done(T result);

        /** Why not, in the supervisor's words; empty when no supervisor runs. */
        void failed(String why);
    }

    public Instant now() {
        return clock.instant();
    }

    /** Follows which rows {@code filter} leaves. */
    public AuditIndex index(TenantId tenant, AuditFilter filter, ZoneId zone, AuditIndex.Sink sink) {
        return new AuditIndex(dial, window, tenant, filter, zone, sink);
    }

    public AuditPages pages(TenantId tenant) {
        return new AuditPages(dial, window, tenant);
    }

    /** Asks for one event in full. */
    public Errand row(TenantId tenant, long seq, Reply<AuditDetail> reply) {
        return start("audit.row", Errand.of(tenant).put("seq", seq), reply, AuditAnswers::detail);
    }

    /** Recomputes the whole stream, against what {@code anchor} has where one is given. */
    public Errand verify(TenantId tenant, Optional<Path> anchor, Reply<Verdict> reply) {
        ObjectNode args = Errand.of(tenant);
        anchor.ifPresent(file -> args.put("anchor", file.toAbsolutePath().toString()));
        return start("audit.verify", args, reply, result -> Answers.verdict(result, clock.instant()));
    }

    /** Writes what {@code filter} leaves to the new file {@code file}. */
    public AuditExport export(
            TenantId tenant, AuditFilter filter, String format, Path file, AuditExport.Outcome outcome) {
        return AuditExport.start(
                dial, window, AuditAnswers.filter(tenant, filter).put("format", format), file, outcome);
    }

    /** Has a month put together for the tenant, as the new file {@code file}; the number of events comes back. */
    public Errand evidence(TenantId tenant, YearMonth month, Path file, Reply<Long> reply) {
        ObjectNode args = Errand.of(tenant)
                .put("month", month.toString())
                .put("file", file.toAbsolutePath().toString());
        return start(
                "audit.evidence", args, reply, result -> result.path("events").asLong());
    }

    private interface Reader<T> {
        T of(JsonNode result);
    }

    private <T> Errand start(String command, ObjectNode args, Reply<T> reply, Reader<T> reader) {
        return Errand.start(dial, window, command, args, List.of(), new Errand.Reply() {
            @Override
            public void progress(String what) {
                reply.progress(what);
            }

            @Override
            public void done(JsonNode result) {
                reply.done(reader.of(result));
            }

            @Override
            public void failed(String why) {
                reply.failed(why);
            }
        });
    }
}
