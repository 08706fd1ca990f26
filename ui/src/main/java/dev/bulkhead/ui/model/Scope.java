package dev.bulkhead.ui.model;

import java.util.Locale;
import java.util.Optional;

/** How far a consent reaches, in the words of the control socket, the narrowest first. */
public enum Scope {
    ONCE,
    SESSION,
    TODAY,
    ALWAYS;

    /** Returns the scope of that name on the wire; nothing for one that this window does not know, and cannot offer. */
    public static Optional<Scope> of(String wireName) {
        for (Scope scope : values()) {
            if (scope.wireName().equals(wireName)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }

    /** {@code session}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
