package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A format of configuration files in which one member of one top-level mapping is changed in the text itself, so that comments,
 * order, indentation and line ends stay. Stateless.
 */
interface Syntax {
    /** The whole of {@code text} as a tree, empty for an empty text; refuses what the format does not allow. */
    ObjectNode parse(String text) throws HostFileException;

    /** {@code text} with {@code name} of {@code key}, which was not there, being {@code value}. */
    String add(String text, String key, String name, ObjectNode value) throws HostFileException;

    /** Whether {@code path} is a mapping whose members can be changed one by one. */
    boolean isSpread(String text, List<String> path) throws HostFileException;

    /** {@code text} with {@code name} being {@code value} in the mapping {@code path}, which is spread and lacks it. */
    String insert(String text, List<String> path, String name, JsonNode value) throws HostFileException;

    /** {@code text} with what stands at {@code path} being {@code value}. */
    String replace(String text, List<String> path, JsonNode value) throws HostFileException;

    /** {@code text} without what stands at {@code path}. */
    String remove(String text, List<String> path) throws HostFileException;

    /** {@code text} with {@code name} of {@code key} being {@code value}; of one that is there, only what differs changes. */
    default String put(String text, String key, String name, ObjectNode value) throws HostFileException {
        JsonNode there = parse(text).path(key).path(name);
        return there.isMissingNode() ? add(text, key, name, value) : changed(text, List.of(key, name), there, value);
    }

    private String changed(String text, List<String> path, JsonNode old, JsonNode value) throws HostFileException {
        if (!(old instanceof ObjectNode before && value instanceof ObjectNode after && isSpread(text, path))) {
            return old.equals(value) ? text : replace(text, path, value);
        }
        String now = text;
        for (Map.Entry<String, JsonNode> each : before.properties()) {
            if (!after.has(each.getKey())) {
                now = remove(now, below(path, each.getKey()));
            }
        }
        for (Map.Entry<String, JsonNode> each : after.properties()) {
            JsonNode was = before.path(each.getKey());
            now = was.isMissingNode()
                    ? insert(now, path, each.getKey(), each.getValue())
                    : changed(now, below(path, each.getKey()), was, each.getValue());
        }
        return now;
    }

    private static List<String> below(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }

    /** {@code value} as it would stand in such a file alone, for people to paste. */
    String alone(String key, String name, ObjectNode value);

    /** The lines of {@code value} by itself, for people to read. */
    List<String> lines(String name, ObjectNode value);

    /** The line end that {@code text} uses. */
    static String lineEnd(String text) {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    /** {@code tree} as a mapping; of what is none, a refusal. */
    static ObjectNode mapping(JsonNode tree) throws HostFileException {
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw new HostFileException("it does not hold a mapping of names to values");
    }
}
