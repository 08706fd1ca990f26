package dev.bulkhead.daemon.signin;

import dev.bulkhead.protocol.home.TenantId;

/**
 * Is told of sign-ins and sign-outs: of one tenant's in their order and one at a time, and before the call that caused them
 * returns. No lock is held meanwhile that another call needs, so a listener may call {@link SignIns} again; what that causes is
 * told after the listener has returned.
 */
public interface SignInListener {
    /** The tenant's vault is open. Throwing ends the sign-in again: what should go with it could not be set up. */
    void signedIn(SignIn signIn);

    /** The live sign-in allows something else from now on: {@code signIn} is the same one, with another grant. */
    default void regranted(SignIn signIn) {}

    /** The tenant's vault is closed. Everything that was open for the tenant is to end. */
    void signedOut(TenantId tenant, Leaving why);
}
