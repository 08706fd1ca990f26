package dev.bulkhead.daemon.tenant;

import java.util.regex.Pattern;

/**
 * Names one tool or, with {@code *} for any run of characters, many: {@code crm__send_*}.
 *
 * @param value 1 to 128 letters, digits and {@code _ . * / -}
 */
public record ToolPattern(String value) {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_.*/-]{1,128}");

    /** @throws IllegalArgumentException with a sentence for the consultant when {@code value} is no pattern */
    public ToolPattern {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a tool pattern is 1 to 128 letters, digits and '_', '.', '/', '-', or '*' for any run of these");
        }
    }

    /** Returns whether this names {@code toolName}; upper and lower case differ. Linear in the name for each star. */
    public boolean matches(String toolName) {
        int at = 0;
        int name = 0;
        int star = -1;
        int retry = 0;
        while (name < toolName.length()) {
            if (at < value.length() && value.charAt(at) == '*') {
                star = at++;
                retry = name;
            } else if (at < value.length() && value.charAt(at) == toolName.charAt(name)) {
                at++;
                name++;
            } else if (star >= 0) {
                at = star + 1;
                name = ++retry;
            } else {
                return false;
            }
        }
        while (at < value.length() && value.charAt(at) == '*') {
            at++;
        }
        return at == value.length();
    }

    @Override
    public String toString() {
        return value;
    }
}
