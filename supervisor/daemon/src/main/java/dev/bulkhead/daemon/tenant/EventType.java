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
    IDENTITY_VOUCHED,
    IDENTITY_REFUSED,
    AUTH_OFFLINE_GRACE,
    LOCKED,
    WORKSPACE_ENTERED,
    WORKSPACE_LEFT,
    TENANT_HALTED,
    TENANT_RESUMED,
    SECRET_SET,
    SECRET_REMOVED,
    TOKEN_ISSUED,
    TOKEN_REVOKED,
    TOKEN_REFUSED,
    TOKEN_ROTATED,
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
    APPROVAL_ASKED,
    APPROVAL_GIVEN,
    APPROVAL_REFUSED,
    APPROVAL_EXPIRED,
    HOST_KNOWN,
    HOST_REVOKED,
    HOST_FORGED,
    MESSAGE_REFUSED,
    CONTROL_REFUSED;

    /** Returns the name that stands in the stream and in exports: {@code tool_call_started}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
