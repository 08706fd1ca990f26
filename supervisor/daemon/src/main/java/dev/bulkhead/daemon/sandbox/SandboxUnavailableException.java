package dev.bulkhead.daemon.sandbox;

/** The wall cannot be put up, so nothing may start: what is missing, and what to do, in one sentence for the consultant. */
public final class SandboxUnavailableException extends Exception {
    public SandboxUnavailableException(String message) {
        super(message);
    }
}
