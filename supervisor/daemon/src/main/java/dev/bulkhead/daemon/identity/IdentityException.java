package dev.bulkhead.daemon.identity;

/** Says in a sentence for the consultant why the provider did not vouch. Holds nothing of a token, a code or a page. */
public final class IdentityException extends Exception {
    private final Kind kind;

    /** What to make of it. */
    public enum Kind {
        /** The provider, or our own check of its word, has said no. */
        REFUSED,
        /** The provider could not be asked: nothing was said at all. */
        UNREACHABLE
    }

    private IdentityException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** Says no, for a reason that only the caller knows. */
    public static IdentityException of(String message) {
        return refused(message);
    }

    static IdentityException refused(String message) {
        return new IdentityException(Kind.REFUSED, message);
    }

    static IdentityException unreachable(String message) {
        return new IdentityException(Kind.UNREACHABLE, message);
    }

    public Kind kind() {
        return kind;
    }
}
