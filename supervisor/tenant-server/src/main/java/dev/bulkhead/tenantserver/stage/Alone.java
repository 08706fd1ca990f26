package dev.bulkhead.tenantserver.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The stage as the wall itself, where there is no other: restricts this thread by Landlock and by a filter before anything else.
 * For the profile {@code landlock}.
 */
final class Alone {
    private Alone() {}

    /**
     * Restricts this thread, and all that it starts from now on.
     *
     * @param order a block as {@link Words} reads it: what to become, with no word for a stage that is told later
     * @param filter the instructions of a seccomp filter
     * @return what {@code order} says
     */
    static Words restrict(Path order, Path filter) throws IOException {
        Words words = Words.read(Files.readAllBytes(order));
        byte[] instructions = Files.readAllBytes(filter);
        int version = Landlock.version();
        if (version == 0) {
            throw new IOException("the kernel has no Landlock, or has it switched off");
        }
        Landlock.restrict(words.restrictions(), version);
        Seccomp.filter(instructions);
        return words;
    }
}
