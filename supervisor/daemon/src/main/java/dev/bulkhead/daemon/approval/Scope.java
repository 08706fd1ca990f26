package dev.bulkhead.daemon.approval;

import java.util.Locale;
import java.util.Optional;

/** How far a consent reaches. */
public enum Scope {
    /** This connection of the host, or this one call. */
    ONCE,
    /** The host until the tenant is signed out; the tool until the session ends. */
    SESSION,
    /** The host until it is revoked or its program changes. Not for calls. */
    ALWAYS,
    /** The tool, called by this host, for 24 hours or until the tenant is signed out, whichever is first. Not for hosts. */
    TODAY;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the scope of that wire name. */
    public static Optional<Scope> of(String wireName) {
        for (Scope scope : values()) {
            if (scope.wireName().equals(wireName)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
