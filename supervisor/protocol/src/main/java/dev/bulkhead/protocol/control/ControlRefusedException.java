package dev.bulkhead.protocol.control;

/** The supervisor did not do what was asked: why, and what to do, in one sentence. */
public final class ControlRefusedException extends Exception {
    private final String code;

    ControlRefusedException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** {@code refused}, {@code failed} or {@code usage}. */
    public String code() {
        return code;
    }
}
