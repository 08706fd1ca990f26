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
 * @param reading those of upstreams that were last listed with {@code readOnlyHint: true}, shortened ones in full as well
 */
record KnownTools(Set<String> names, Map<String, String> full, Set<String> reading) {
    static final KnownTools NONE = new KnownTools(Set.of(), Map.of(), Set.of());

    KnownTools {
        names = Set.copyOf(names);
        full = Map.copyOf(full);
        reading = Set.copyOf(reading);
    }

    /** Reads {@code tools}, {@code long} and {@code reading} of a message. */
    static KnownTools of(JsonNode message) {
        Set<String> names = new HashSet<>();
        message.path("tools").forEach(tool -> names.add(tool.asText()));
        Map<String, String> full = new HashMap<>();
        message.path("long")
                .properties()
                .forEach(one -> full.put(one.getKey(), one.getValue().asText()));
        Set<String> reading = new HashSet<>();
        message.path("reading").forEach(tool -> {
            reading.add(tool.asText());
            reading.add(full.getOrDefault(tool.asText(), tool.asText()));
        });
        return new KnownTools(names, full, reading);
    }
}
