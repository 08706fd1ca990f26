package dev.bulkhead.daemon.vault;

import java.util.regex.Pattern;

/**
 * The name of one secret in a vault, as settings refer to it ({@code secret:github}): {@code [A-Za-z0-9][A-Za-z0-9_.-]{0,63}}.
 *
 * @param value the name as the consultant types it
 */
public record SecretName(String value) implements Comparable<SecretName> {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final String OURS = "bulkhead.";

    /** The provider's refresh token, from a sign-in to its end. */
    public static final SecretName REFRESH_TOKEN = new SecretName(OURS + "refresh-token");

    /** What the keys of the audit stream are made of: 32 random bytes, made with the vault. */
    static final SecretName AUDIT = new SecretName(OURS + "audit");

    /** @throws IllegalArgumentException with a sentence for the consultant; it does not repeat what might be the secret */
    public SecretName {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("not a name for a secret: use a letter or digit, then up to 63 letters,"
                    + " digits, '_', '.' or '-'");
        }
    }

    /** Returns whether it is one of Bulkhead's own: those are listed nowhere, no command names them, no sandbox gets them. */
    public boolean isOurs() {
        return value.startsWith(OURS);
    }

    @Override
    public int compareTo(SecretName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
