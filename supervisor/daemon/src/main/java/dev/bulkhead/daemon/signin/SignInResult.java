package dev.bulkhead.daemon.signin;

import java.time.Duration;

/** What came of a passphrase: of a sign-in, or of a fresh proof. */
public sealed interface SignInResult {
    /** The tenant is signed in; {@code signIn} is the live one, also where there was one before. */
    record SignedIn(SignIn signIn) implements SignInResult {}

    /** The passphrase did not fit. {@code reason} is a sentence for the consultant. */
    record Denied(String reason) implements SignInResult, Proof {}

    /** It was not even tried, as attempts before it failed; {@code delay} is in whole seconds, at least one. */
    record Throttled(String reason, Duration delay) implements SignInResult, Proof {}

    /** What came of asking for a fresh proof. */
    sealed interface Proof {}

    /** The passphrase is the tenant's. */
    record Proven() implements Proof {}
}
