package dev.bulkhead.daemon.process;

import dev.bulkhead.protocol.home.Trees;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process that has ended leaves behind. Stateless. */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    /** Removes {@code folder} with all in it; what cannot be removed is in the log. */
    static void remove(Path folder) {
        try {
            Trees.delete(folder);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", folder, e.getMessage());
        }
    }
}
