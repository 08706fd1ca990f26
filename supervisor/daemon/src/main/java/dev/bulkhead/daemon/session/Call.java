package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.policy.Admission;
import dev.bulkhead.daemon.tenant.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A request of the host that waits for its answer.
 *
 * @param method its method
 * @param rawId its id as it stands in the line
 * @param link which of the session's lanes it went to
 * @param audited what the audit needs for its end; null for requests that only ask what there is
 * @param startNanos when its line had come
 * @param uri the resource that it subscribes to or gives up; null for any other
 */
record Call(
        String method,
        String rawId,
        long link,
        @Nullable Audited audited,
        long startNanos,
        @Nullable String uri) {
    Call(String method, String rawId, long link, @Nullable Audited audited, long startNanos) {
        this(method, rawId, link, audited, startNanos, null);
    }

    /** The link of a call that waits for the consultant: it went nowhere yet, and no server's end concerns it. */
    static final long HELD = Long.MAX_VALUE;

    /**
     * The audited half of a call.
     *
     * @param type of the row of its end
     * @param callId what its start's row and its end's have in common; null where there is one row alone
     * @param tool the tool, or the prompt, as the host named it; null where it named neither
     */
    record Audited(
            EventType type,
            @Nullable String callId,
            @Nullable String tool,
            String argsHash,
            long bytesIn,
            Admission.Admitted admitted) {}
}
