package dev.bulkhead.daemon.control;

import java.io.IOException;
import java.time.Duration;

/** Waits between two looks of a command that follows something. Stateless. */
final class Pause {
    private Pause() {}

    /** @throws IOException when the supervisor ends meanwhile */
    static void of(Duration span) throws IOException {
        try {
            Thread.sleep(span);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the supervisor ends", e);
        }
    }
}
