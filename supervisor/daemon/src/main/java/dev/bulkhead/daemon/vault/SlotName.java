package dev.bulkhead.daemon.vault;

import java.util.regex.Pattern;

/**
 * The name of one slot of a vault: one of its ways to be opened. A consultant's passphrase has the slot {@code passphrase} (that
 * of who added the tenant) or {@code passphrase-<consultant>}.
 *
 * @param value {@code [a-z][a-z0-9-]{0,39}}
 */
public record SlotName(String value) implements Comparable<SlotName> {
    // Before the names below, which they check.
    private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern CONSULTANT = Pattern.compile("[a-z][a-z0-9-]{0,28}");

    /** The passphrase of who added the tenant. */
    public static final SlotName PASSPHRASE = new SlotName("passphrase");

    /** The key that is printed once and kept away from the desktop. */
    public static final SlotName RECOVERY = new SlotName("recovery");

    /** The key that the desktop's own keychain keeps. */
    public static final SlotName KEYCHAIN = new SlotName("os-keychain");

    /** Who added the tenant is called this, as long as nobody else is known. */
    public static final String FIRST_CONSULTANT = "consultant";

    private static final String PREFIX = PASSPHRASE.value + "-";

    /** @throws IllegalArgumentException when it is no name for a slot */
    public SlotName {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("not a name for a slot: a letter, then up to 39 letters, digits or '-'");
        }
    }

    /**
     * Returns the slot of the passphrase of {@code consultant}.
     *
     * @throws IllegalArgumentException with a sentence for the consultant
     */
    public static SlotName ofConsultant(String consultant) {
        if (!CONSULTANT.matcher(consultant).matches()) {
            throw new IllegalArgumentException(
                    "not a name for a consultant: use a lower-case letter, then up to 28 letters, digits or '-'");
        }
        return consultant.equals(FIRST_CONSULTANT) ? PASSPHRASE : new SlotName(PREFIX + consultant);
    }

    static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    /** Returns whether a consultant's passphrase opens it. */
    public boolean isPassphrase() {
        return equals(PASSPHRASE) || value.startsWith(PREFIX);
    }

    /** Returns whose it is: the consultant's name, or what it is where it is nobody's passphrase. */
    public String owner() {
        if (!isPassphrase()) {
            return value;
        }
        return equals(PASSPHRASE) ? FIRST_CONSULTANT : value.substring(PREFIX.length());
    }

    @Override
    public int compareTo(SlotName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
