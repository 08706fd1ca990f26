package dev.bulkhead.daemon.approval;

import dev.bulkhead.daemon.tenant.ToolPattern;
import java.util.List;

/** What became of a question. Everything but {@link Given} is a refusal. */
public sealed interface Answer {
    /**
     * The consultant consents.
     *
     * @param tools of a host, the tools that it may call, within what everything else allows; of a call nothing
     */
    record Given(Scope scope, List<ToolPattern> tools, String by) implements Answer {
        public Given {
            tools = List.copyOf(tools);
        }
    }

    /**
     * The consultant refuses.
     *
     * @param reach whether the same may be asked again
     */
    record Refused(Reach reach, String by) implements Answer {}

    /** Nobody answered in time. */
    record Expired() implements Answer {}

    /** Whoever asked is gone, or does not want to know any more. */
    record Withdrawn(String why) implements Answer {}

    /** How far a refusal reaches. */
    enum Reach {
        ONCE,
        ALWAYS
    }
}
