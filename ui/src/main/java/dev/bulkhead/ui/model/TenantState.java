package dev.bulkhead.ui.model;

import java.util.Locale;

/** What the supervisor says of a tenant, in the words of {@code status}. */
public enum TenantState {
    SIGNED_OUT,
    LOCKED,
    READY,
    BUSY,
    WAITING,
    HALTED,
    BROKEN,
    /** Nobody says: no supervisor answers, or it uses a word that this window does not know. */
    UNKNOWN;

    /** Returns the state of that name on the wire, {@link #UNKNOWN} for any other. */
    public static TenantState of(String wireName) {
        for (TenantState state : values()) {
            if (state.wireName().equals(wireName)) {
                return state;
            }
        }
        return UNKNOWN;
    }

    /** {@code signed-out}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a sign-in would change something. A broken tenant may be signed in or not: both ways are offered. */
    public boolean canSignIn() {
        return switch (this) {
            case SIGNED_OUT, LOCKED, BROKEN -> true;
            case READY, BUSY, WAITING, HALTED, UNKNOWN -> false;
        };
    }

    /** Whether there can be a sign-in to end. */
    public boolean canSignOut() {
        return switch (this) {
            case READY, BUSY, WAITING, BROKEN -> true;
            case SIGNED_OUT, LOCKED, HALTED, UNKNOWN -> false;
        };
    }
}
