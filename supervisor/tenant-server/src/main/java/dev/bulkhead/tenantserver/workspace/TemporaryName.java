package dev.bulkhead.tenantserver.workspace;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Names for what is not finished: a file before its rename, a folder before it is in its place. */
final class TemporaryName {
    private TemporaryName() {}

    /** Returns a name that nothing else has, so nearly that a clash is reported as the error it is. */
    static Path next() {
        return Path.of(
                ".bulkhead-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
    }
}
