package dev.bulkhead.daemon.control;

import org.jspecify.annotations.Nullable;

/** Why a control request is not done: a code of {@code supervisor/docs/socket.md} and a sentence with what to do. */
final class ControlException extends Exception {
    private final String code;

    private ControlException(String code, @Nullable String message) {
        super(message);
        this.code = code;
    }

    static ControlException refused(@Nullable String message) {
        return new ControlException("refused", message);
    }

    /** Refused for want of the passphrase, with which it may be asked for again. */
    static ControlException proof(@Nullable String message) {
        return new ControlException("proof", message);
    }

    static ControlException failed(@Nullable String message) {
        return new ControlException("failed", message);
    }

    static ControlException usage(@Nullable String message) {
        return new ControlException("usage", message);
    }

    String code() {
        return code;
    }
}
