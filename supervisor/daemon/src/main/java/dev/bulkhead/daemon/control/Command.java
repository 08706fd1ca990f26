package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Does what one kind of control request asks, and returns its result. Runs on its connection's thread; may wait. */
interface Command {
    JsonNode run(Request request, Reply reply) throws ControlException, IOException;
}
