package dev.bulkhead.tenantserver.lane;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the lines of a lane mean. Called by one thread at a time, in the order of the lines. */
public interface LineHandler {

    /**
     * Answers a line at once, or returns the work that may take long: it is run beside the lines that follow. The bytes are
     * changed by nobody afterwards.
     */
    @Nullable
    Work line(byte[] bytes, int from, int to) throws IOException;

    /** A line came that is longer than the bound, or than memory; it is left out. */
    void tooLong() throws IOException;

    /** The lane has ended: what still runs is to stop. Called once, by any thread. */
    void ended();
}
