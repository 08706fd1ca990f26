package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tools that a tenant's server has named. Immutable.
 *
 * @param names all of them, upstreams' included, as hosts see them
 * @param full what a shortened name stands for
 */
record KnownTools(Set<String> names, Map<String, String> full) {
    static final KnownTools NONE = new KnownTools(Set.of(), Map.of());

    private static final String SEPARATOR = "__";

    KnownTools {
        names = Set.copyOf(names);
        full = Map.copyOf(full);
    }

    /** Reads {@code tools} and {@code long} of a message. */
    static KnownTools of(JsonNode message) {
        Set<String> names = new HashSet<>();
        message.path("tools").forEach(tool -> names.add(tool.asText()));
        Map<String, String> full = new HashMap<>();
        message.path("long")
                .properties()
                .forEach(one -> full.put(one.getKey(), one.getValue().asText()));
        return new KnownTools(names, full);
    }

    /** The upstream that a tool's name speaks of; "" for a built-in tool's. */
    static String upstreamOf(String tool) {
        int at = tool.indexOf(SEPARATOR);
        return at < 0 ? "" : tool.substring(0, at);
    }
}
