package dev.bulkhead.daemon.tenant;

import java.util.Collection;
import java.util.Optional;

/**
 * A pattern for tool names: {@code [A-Za-z0-9_.*&#47;-]{1,128}}, in which {@code *} stands for any run of characters, also for
 * none: {@code crm__send_*}. The whole name must match, upper and lower case differ.
 *
 * <p>No regular expression stands behind it, and nothing that a name or a pattern holds makes it slow: at most 128 steps a
 * character of the name. A name longer than 256 characters matches nothing, not even {@code *}; as what no
 * rule names is refused, that refuses it.
 *
 * @param value the pattern as settings and tokens write it
 */
public record ToolPattern(String value) {
    private static final int LONGEST = 128;

    /** MCP 2025-11-25 server/tools: a name has at most 128 characters. Twice that leaves room for the ones that have not. */
    private static final int LONGEST_NAME = 256;

    /** @throws IllegalArgumentException with a sentence for the consultant when {@code value} is no pattern */
    public ToolPattern {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a pattern for tools: use 1 to " + LONGEST
                    + " letters, digits, '_', '.', '/', '-', and '*' for any run of characters");
        }
    }

    /** Returns whether {@code value} could be a pattern. */
    public static boolean isValid(String value) {
        return !value.isEmpty() && value.length() <= LONGEST && value.chars().allMatch(ToolPattern::mayStand);
    }

    /** Returns the first of {@code patterns} that matches {@code name}: the rule that decides. */
    public static Optional<ToolPattern> firstMatch(Collection<ToolPattern> patterns, String name) {
        return patterns.stream().filter(pattern -> pattern.matches(name)).findFirst();
    }

    /** Returns whether {@code name} as a whole matches. */
    public boolean matches(String name) {
        return name.length() <= LONGEST_NAME && Wildcards.match(value, name);
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean mayStand(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_.*/-".indexOf(c) >= 0;
    }
}
