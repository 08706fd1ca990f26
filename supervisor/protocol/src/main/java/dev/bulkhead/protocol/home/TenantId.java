package dev.bulkhead.protocol.home;

import java.util.regex.Pattern;

/**
 * The name of one tenant: {@code [a-z][a-z0-9-]{0,39}}, so that it is safe as a file name, in a log line and in a message.
 *
 * @param value the name as the consultant types it
 */
public record TenantId(String value) implements Comparable<TenantId> {
    private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /** @throws IllegalArgumentException with a sentence for the consultant when {@code value} is no tenant id */
    public TenantId {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + printable(value) + "' is not a tenant id: use a lower-case letter, then up"
                            + " to 39 lower-case letters, digits or '-'");
        }
    }

    /** Returns whether {@code value} could be a tenant id. */
    public static boolean isValid(String value) {
        return VALID.matcher(value).matches();
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static String printable(String value) {
        String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
