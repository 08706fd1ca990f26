package dev.bulkhead.daemon.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One started sandbox with its pipes. Safe for any thread, but each stream is for one at a time. */
interface Sandboxed {
    RawStreams streams();

    /** The process inside as the kernel numbers it outside. */
    default long pid() {
        return inside().pid();
    }

    ProcessHandle inside();

    boolean isAlive();

    /** Ends everything in it, at once. */
    void kill();

    /** Returns the exit status of what ran inside; kills it when it takes longer than {@code patience}. */
    int awaitEnd(Duration patience) throws IOException;

    /** Completes when what was started has ended. */
    CompletableFuture<?> onExit();
}
