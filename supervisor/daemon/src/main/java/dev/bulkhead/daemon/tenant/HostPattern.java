package dev.bulkhead.daemon.tenant;

/**
 * Names the executables of hosts: by their path when it holds a {@code /}, else by their file name; {@code *} stands for any run of
 * characters. Upper and lower case differ.
 *
 * @param value the pattern as settings write it
 */
public record HostPattern(String value) implements Comparable<HostPattern> {
    private static final int LONGEST = 1_024;
    private static final String REPLACED = " (deleted)";

    /** @throws IllegalArgumentException with a sentence for the consultant when {@code value} is no pattern */
    public HostPattern {
        if (value.isBlank() || value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "not a pattern for hosts: use the name or the path of an executable, with '*' for any run of characters");
        }
    }

    /** Returns whether it names {@code executable}, a path by the kernel's word. */
    public boolean matches(String executable) {
        // So the kernel calls the file of a process that was replaced since.
        String path = executable.endsWith(REPLACED)
                ? executable.substring(0, executable.length() - REPLACED.length())
                : executable;
        return Wildcards.match(value, value.contains("/") ? path : path.substring(path.lastIndexOf('/') + 1));
    }

    @Override
    public int compareTo(HostPattern other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
