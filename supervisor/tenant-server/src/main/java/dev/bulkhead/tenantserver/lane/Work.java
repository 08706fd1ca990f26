package dev.bulkhead.tenantserver.lane;

import java.io.IOException;

/** Something that a line asked for and that may take long. Run once, by one thread of the lane. */
public interface Work {

    /** Does it, and keeps what there is to say. */
    void run();

    /** Says it. An exception means that the lane cannot be written any more. */
    void answer() throws IOException;

    /** Bytes that it keeps while it waits to be run. */
    int size();
}
