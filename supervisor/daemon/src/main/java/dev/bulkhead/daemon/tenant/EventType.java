package dev.bulkhead.daemon.tenant;

import java.util.Locale;

/** The kinds of event in a stream. The wire name is the lower-case one. */
public enum EventType {
    TENANT_ADDED,
    TENANT_REMOVED,
    SETTINGS_CHANGED,
    SETTINGS_REFUSED,
    SETTINGS_WAITING,
    SIGN_IN,
    SIGN_OUT,
    LOCKED,
    WORKSPACE_ENTERED,
    WORKSPACE_LEFT,
    TENANT_HALTED,
    TENANT_RESUMED,
    SECRET_SET,
    SECRET_REMOVED,
    VAULT_SLOT_ADDED,
    VAULT_SLOT_CHANGED,
    VAULT_SLOT_REMOVED,
    VAULT_ROTATED,
    VAULT_RECOVERED,
    VAULT_EXPORTED,
    VAULT_IMPORTED,
    VAULT_OLDER_ACCEPTED,
    TOKEN_ISSUED,
    TOKEN_REVOKED,
    TOKEN_REFUSED,
    CONNECTION_OPENED,
    CONNECTION_CLOSED,
    CONNECTION_REFUSED,
    SERVER_STARTED,
    SERVER_ENDED,
    SELF_TEST,
    ESCAPE_SUITE,
    OBEYED_NAME_EXCHANGED,
    OBEYED_NAME_APPEARED,
    UPSTREAM_ADDED,
    UPSTREAM_REMOVED,
    UPSTREAM_INSTALLED,
    UPSTREAM_STARTED,
    UPSTREAM_ENDED,
    UPSTREAM_FAILED,
    WORKSPACE_FULL,
    TOOL_CALL_STARTED,
    TOOL_CALL,
    EGRESS_OPENED,
    EGRESS_CLOSED,
    EGRESS_REFUSED,
    LEAK_ATTEMPT,
    MESSAGE_REFUSED,
    CONTROL_REFUSED;

    /** Returns the name that stands in the stream and in exports: {@code tool_call_started}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
