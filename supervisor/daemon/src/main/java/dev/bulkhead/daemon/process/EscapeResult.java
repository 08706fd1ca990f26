package dev.bulkhead.daemon.process;

import java.util.Locale;

/**
 * What came of one attempt to escape, in one language.
 *
 * @param how the kernel's reason (errno(3)), or a word
 * @param twin whether the same code did what is allowed; where it did not, the attempt shows nothing
 * @param twinHow as {@code how}, of the twin
 * @param explanation why it is accepted, or why it was not tried; else ""
 */
public record EscapeResult(
        EscapeCatalogue.Attempt attempt,
        EscapeCatalogue.Language language,
        Verdict verdict,
        String how,
        boolean twin,
        String twinHow,
        String explanation) {

    /** What is said of an attempt. */
    public enum Verdict {
        BLOCKED,
        OPEN,
        /** Open, and on the list of accepted holes. */
        ACCEPTED,
        /** This machine lacks what it is written in. */
        NOT_TRIED;

        /** Returns the word that people and scripts read: {@code not tried}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
