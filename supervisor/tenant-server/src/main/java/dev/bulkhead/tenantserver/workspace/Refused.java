package dev.bulkhead.tenantserver.workspace;

/** What was asked cannot be done; the message tells the asker what, why and what to do, with relative paths alone. */
public final class Refused extends Exception {
    public Refused(String message) {
        super(message, null, false, false);
    }

    /** The sentence for the asker. */
    public String sentence() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
