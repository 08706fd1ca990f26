package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.policy.Admission;
import org.jspecify.annotations.Nullable;

/** The place among the calls in flight that a held call will have once it goes on. Safe for any thread. */
final class HeldAdmission implements Admission.Admitted {
    private @Nullable Admitted place;
    private boolean closed;

    /** Takes the place; one that comes after the call's end is given back at once. */
    synchronized void fill(Admitted admitted) {
        if (closed) {
            admitted.close();
        } else {
            place = admitted;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (place != null) {
            place.close();
        }
    }
}
