package dev.bulkhead.daemon.policy;

/**
 * What made a decision, in the words of the settings: {@code tools.deny "*__delete_*"}.
 *
 * @param text for the consultant and the audit, never for the host
 */
public record Rule(String text) {
    @Override
    public String toString() {
        return text;
    }
}
