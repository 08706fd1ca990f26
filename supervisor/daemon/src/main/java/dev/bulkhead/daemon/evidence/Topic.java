package dev.bulkhead.daemon.evidence;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.tenant.EventType;
import java.util.List;
import java.util.Set;

/** What a reader of a month looks for, each a list of events on the page. */
enum Topic {
    ALERTS("Alerts and what became of them", "alert_", "leak_attempt", "host_forged", "audit_broken"),
    REFUSALS("Refused", "token_refused", "connection_refused", "identity_refused", "egress_refused", "control_refused"),
    APPROVALS("Asked, approved and refused by a person", "approval_", "host_known", "host_revoked"),
    SIGN_INS("Sign-ins, sign-outs and locks", "sign_", "locked", "identity_vouched", "auth_", "workspace_"),
    HALTS("Halts and resumes", "tenant_halted", "tenant_resumed"),
    CHANGES(
            "Changes of settings, credentials and servers",
            "settings_",
            "secret_",
            "vault_",
            "upstream_added",
            "upstream_removed",
            "upstream_installed",
            "tenant_added"),
    RECORD("The record itself: reads, exports, erasures", "audit_", "personal_", "segments_", "anchor_", "checkpoint_");

    private static final Set<String> REFUSED = Set.of("denied", "limited");

    final String title;
    private final List<String> beginnings;

    Topic(String title, String... beginnings) {
        this.title = title;
        this.beginnings = List.of(beginnings);
    }

    boolean covers(AuditEntry row) {
        if (this == REFUSALS && row.eventType().equals(EventType.TOOL_CALL.wireName())) {
            return REFUSED.contains(row.resultStatus());
        }
        return beginnings.stream().anyMatch(row.eventType()::startsWith);
    }
}
