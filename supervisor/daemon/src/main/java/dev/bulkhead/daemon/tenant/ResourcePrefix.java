package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.TenantId;
import java.util.regex.Pattern;

/**
 * The part of a tenant's workspace that is meant: "" for all of it, {@code reports/} for what is below that folder.
 *
 * @param value relative to the workspace: names with a slash behind each, at most 256 characters, none of them {@code .} or
 *     {@code ..}
 */
public record ResourcePrefix(String value) {
    private static final int LONGEST = 256;
    private static final Pattern NAMES = Pattern.compile("(?:(?!\\.{1,2}/)[^/\\\\\\p{Cntrl}]+/)*");

    /** All of the workspace. */
    public static final ResourcePrefix WHOLE = new ResourcePrefix("");

    /** @throws IllegalArgumentException with a sentence for the consultant when {@code value} is no prefix */
    public ResourcePrefix {
        if (value.length() > LONGEST || !NAMES.matcher(value).matches()) {
            throw new IllegalArgumentException("a prefix is a folder of the workspace with a slash at its end, as in"
                    + " \"reports/\", of at most " + LONGEST + " characters");
        }
    }

    /** Returns the prefix with its tenant's name before it, as tokens and lanes carry it: {@code acme/reports/}. */
    public String of(TenantId tenant) {
        return tenant + "/" + value;
    }

    /** Returns the prefix that {@link #of} was made from. */
    public static ResourcePrefix parse(TenantId tenant, String full) {
        String start = tenant + "/";
        if (!full.startsWith(start)) {
            throw new IllegalArgumentException("the prefix is another tenant's");
        }
        return new ResourcePrefix(full.substring(start.length()));
    }

    @Override
    public String toString() {
        return value;
    }
}
