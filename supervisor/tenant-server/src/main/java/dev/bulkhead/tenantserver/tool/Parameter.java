package dev.bulkhead.tenantserver.tool;

/**
 * One argument that a tool takes.
 *
 * @param name its key
 * @param kind what its value must be
 * @param need whether a call may leave it out
 * @param meaning for the sentence that says what is wrong: "a path relative to the workspace"
 */
public record Parameter(String name, Kind kind, Need need, String meaning) {
    /** What a value must be; {@code BYTES} is a string that may be as long as a line, and is kept as UTF-8. */
    public enum Kind {
        STRING,
        BYTES,
        BOOLEAN
    }

    /** Whether a call may leave an argument out. */
    public enum Need {
        REQUIRED,
        OPTIONAL
    }
}
