package dev.bulkhead.daemon.approval;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;

/**
 * Something that waits for the consultant. Immutable: what is answered is what was shown.
 *
 * @param id four letters and digits that are easily typed, unlike any other's that waits
 * @param session the session that asks
 * @param peer its host, as the audit names it
 * @param expires when it counts as refused
 */
public record Question(
        String id, TenantId tenant, String session, String peer, Subject subject, Instant asked, Instant expires) {
    /** Returns what is kept of it once it has its answer: nothing of a call's arguments but their name. */
    Question withoutArguments() {
        return switch (subject) {
            case Subject.Host host -> this;
            case Subject.Call call ->
                new Question(
                        id,
                        tenant,
                        session,
                        peer,
                        new Subject.Call(
                                call.tool(),
                                "",
                                call.argumentBytes(),
                                call.argsHash(),
                                call.rule(),
                                call.host(),
                                call.parents()),
                        asked,
                        expires);
        };
    }
}
