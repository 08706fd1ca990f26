package dev.bulkhead.daemon.evidence;

import java.io.IOException;

/** Signs with the key that signs the tenant's checkpoints. */
@FunctionalInterface
public interface Signer {
    /** Returns {@code text}, which ends with a line feed, as a signed note (C2SP signed-note). */
    String sign(String text) throws IOException;
}
