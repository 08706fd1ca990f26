package dev.bulkhead.daemon.policy;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;

/** What policy says of one call, with the rule that made it. */
public sealed interface Decision {
    /** The rule that decided; for the consultant and the audit. */
    Rule by();

    /** The call goes on. */
    record Allow(Rule by) implements Decision {}

    /** The call waits for the consultant, and is refused when no answer came in {@code timeout}. */
    record AskFirst(Rule by, Duration timeout) implements Decision {}

    /**
     * The call is refused.
     *
     * @param reason what the host is told; it does not tell a tool that there is not from one that is not allowed
     */
    record Refuse(Rule by, String reason) implements Decision {}

    /** Returns the one sentence for every tool that {@code tenant} cannot call, whether there is such a tool or not. */
    static String notAuthorised(TenantId tenant, String tool) {
        String shown = tool.length() > 256 ? tool.substring(0, 255) + "…" : tool;
        return "tenant '" + tenant + "' is not authorised to call '" + shown + "'";
    }
}
