package dev.bulkhead.tenantserver.tool;

import dev.bulkhead.tenantserver.workspace.Refused;
import java.util.List;

/** One built-in tool. Safe for any thread. */
public interface Tool {

    /** How long a call may take: what answers at once needs no thread beside the one that reads the lane. */
    enum Pace {
        AT_ONCE,
        MAY_TAKE_LONG
    }

    String name();

    /** The tool as {@code tools/list} shows it: one JSON object on one line. */
    String definition();

    List<Parameter> parameters();

    Pace pace();

    /** Does what the tool is for. Ends early, with any result, once the call's cancellation says so. */
    Result call(Call call) throws Refused;

    /** What a call may know. */
    record Call(Session session, Arguments arguments, Cancellation cancellation) {}
}
