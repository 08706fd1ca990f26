package dev.bulkhead.ui.link;

import dev.bulkhead.protocol.control.ControlClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** What all owners of a connection do alike. */
final class Connections {
    private Connections() {}

    /** Closes {@code client}, if there is one, which ends whoever waits on it. */
    static void drop(@Nullable ControlClient client) {
        if (client == null) {
            return;
        }
        try {
            client.close();
        } catch (IOException e) {
            // close(2) of a socket that nobody writes to has nothing left to lose; that it fails is a bug worth a stack
            // trace.
            throw new UncheckedIOException("a connection could not be closed", e);
        }
    }
}
