package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A format of configuration files in which one member of one top-level mapping is changed in the text itself, so that comments,
 * order, indentation and line ends stay. Stateless.
 */
interface Syntax {
    /** The whole of {@code text} as a tree, empty for an empty text; refuses what the format does not allow. */
    ObjectNode parse(String text) throws HostFileException;

    /** {@code text} with {@code name} of {@code key} being {@code value}, whether it was there or not. */
    String put(String text, String key, String name, ObjectNode value) throws HostFileException;

    /** {@code text} without {@code name} of {@code key}, which is there. */
    String remove(String text, String key, String name) throws HostFileException;

    /** {@code value} as it would stand in such a file alone, for people to paste. */
    String alone(String key, String name, ObjectNode value);

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
