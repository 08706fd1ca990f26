package dev.bulkhead.tenantserver.probe;

/**
 * One thing to try, as {@code lanes.md} names it.
 *
 * @param id the supervisor's name for it
 * @param kind what to do
 * @param target what to do it to
 */
public record Attempt(String id, String kind, String target) {

    /**
     * What came of an attempt.
     *
     * @param isOpen whether the target was reached
     * @param detail a word on how, or why not
     */
    public record Outcome(String id, boolean isOpen, String detail) {}
}
