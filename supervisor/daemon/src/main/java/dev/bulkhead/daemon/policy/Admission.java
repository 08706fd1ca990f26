package dev.bulkhead.daemon.policy;

import java.time.Duration;

/** What the limits say of one call. */
public sealed interface Admission {
    /** The call goes on; it counts as in flight until this is closed. Closing twice counts once. */
    non-sealed interface Admitted extends Admission, AutoCloseable {
        @Override
        void close();
    }

    /**
     * The call is refused for now.
     *
     * @param reason one sentence for the host
     * @param retryAfter when to try again; zero when it depends on other calls ending
     */
    record Limited(String reason, Duration retryAfter) implements Admission {}
}
