package dev.bulkhead.daemon.signin;

/**
 * Why a sign-in ends.
 *
 * @param kind for states and rules
 * @param reason what the consultant and the hosts in the lobby are told, without the tenant's name: half a sentence that goes
 *     on after "nobody is signed in to it:"
 */
public record Leaving(Kind kind, String reason) {
    /** The consultant has signed out, or the supervisor ends. */
    public static final Leaving SIGNED_OUT = new Leaving(Kind.SIGN_OUT, "the consultant has signed out");

    /** The consultant, or whoever acts for them, has halted the tenant. */
    public static final Leaving HALTED = new Leaving(Kind.HALT, "the consultant has halted it");

    /** What ended it. */
    public enum Kind {
        /** Asked for. */
        SIGN_OUT,
        /** By time, suspend, or the screen's lock: it is as if asked for, and shown as locked. */
        LOCK,
        /** Suspended by an alert: as locked, and who signs in again should know why. */
        ALERT,
        /** The tenant was halted: a sign-in alone does not bring it back. */
        HALT
    }
}
