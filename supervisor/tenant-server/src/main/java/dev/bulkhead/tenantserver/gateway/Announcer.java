package dev.bulkhead.tenantserver.gateway;

import java.util.Map;
import java.util.Set;

/** Takes what is learned of the upstreams, for the supervisor: {@code supervisor/docs/lanes.md}. Safe for any thread. */
public interface Announcer {

    /**
     * All of the upstreams' tools that are known of.
     *
     * @param shortened what a shortened name stands for
     * @param reading those that were last listed with {@code readOnlyHint: true}
     */
    void tools(Set<String> tools, Map<String, String> shortened, Set<String> reading);

    /** The merged capabilities, a JSON object. */
    void capabilities(String capabilities);

    /** What the upstreams tell a model together; "" when nothing. */
    void instructions(String text);

    /** The era that an upstream speaks. */
    void verdict(String upstream, String id, String era);

    /** A line for the log; carries no argument, result or secret. */
    void log(String level, String message);
}
