package dev.bulkhead.ui.model;

import java.time.Instant;
import java.util.List;

/** What the verification of a stream found. */
public sealed interface Verdict {
    /** What is odd and yet no proof of a change. Sentences of the supervisor. */
    List<String> notes();

    /** When it was found: a verdict says nothing of what came after. */
    Instant at();

    /** Every event is where and as it was written. */
    record Sound(long events, Instant at, List<String> notes) implements Verdict {}

    /** The stream is not as it was written, from {@code seq} in {@code segment} on. */
    record Broken(long seq, String segment, String problem, Instant at, List<String> notes) implements Verdict {}
}
