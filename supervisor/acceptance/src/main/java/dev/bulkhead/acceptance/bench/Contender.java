package dev.bulkhead.acceptance.bench;

import java.io.IOException;
import java.util.Set;

/** One way to the same MCP server: directly, through Bulkhead, or through the gateway of somebody else. One thread uses it. */
interface Contender {
    String name();

    /** Launches it as a host would, for the client {@code tenant} from 0; nothing has been said on it yet. */
    Wire start(int tenant) throws IOException;

    /** All processes that run because of it now, wherever they hang in the tree. */
    Set<Long> processes() throws IOException;

    /** Ends what is still there. */
    void end() throws IOException;
}
