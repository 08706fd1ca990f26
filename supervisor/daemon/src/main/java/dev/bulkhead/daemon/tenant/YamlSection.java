package dev.bulkhead.daemon.tenant;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of a settings file. What is wrong is noted with its place and replaced by the default, so that everything that
 * is wrong is found in one reading; {@link YamlDocument#refuseIfBad} then refuses the whole.
 */
final class YamlSection {
    private static final int MOST_ITEMS = 1_000;

    private final YamlDocument document;
    private final String path;
    private final MappingNode node;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();

    YamlSection(YamlDocument document, String path, MappingNode node) {
        this.document = document;
        this.path = path;
        this.node = node;
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key) || !key.getTag().equals(Tag.STR)) {
                document.problem(path, tuple.getKeyNode(), "a key is a word");
            } else if (values.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                document.problem(pathOf(key.getValue()), key, "this key stands here twice");
            } else {
                keys.put(key.getValue(), key);
            }
        }
        if (values.size() > MOST_ITEMS) {
            document.problem(path, node, "more than " + MOST_ITEMS + " keys");
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Set<String> names() {
        return keys.keySet();
    }

    /** Returns the value of a text, or {@code otherwise} when there is none. */
    <T> T text(String key, T otherwise, Function<String, T> read) {
        return scalar(key, otherwise, "a text (in quotes, if it looks like something else)", Set.of(Tag.STR), read);
    }

    <T> T integer(String key, T otherwise, Function<Integer, T> read) {
        return scalar(key, otherwise, "a whole number", Set.of(Tag.INT), text -> read.apply(parseInt(text)));
    }

    <T> T number(String key, T otherwise, Function<String, T> read) {
        return scalar(key, otherwise, "a number", Set.of(Tag.INT, Tag.FLOAT, Tag.STR), read);
    }

    /** Returns the one of {@code choices} whose wire name the settings give. */
    <T> T choice(String key, T otherwise, List<T> choices, Function<T, String> wireName) {
        return text(
                key,
                otherwise,
                text -> choices.stream()
                        .filter(choice -> wireName.apply(choice).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("use "
                                + String.join(
                                        " or ", choices.stream().map(wireName).toList()))));
    }

    /** Returns whether a switch is on: {@code true}; off when it is not there. */
    boolean yes(String key) {
        return scalar(key, false, "true or false", Set.of(Tag.BOOL), Boolean::parseBoolean);
    }

    /** Returns the texts of a list, or {@code otherwise} when there is none. */
    <T> List<T> texts(String key, List<T> otherwise, Function<String, T> read) {
        Node value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof SequenceNode list) || list.getValue().size() > MOST_ITEMS) {
            document.problem(
                    pathOf(key), value, "a list of at most " + MOST_ITEMS + " is wanted, as in [ \"a\", \"b\" ]");
            return otherwise;
        }
        List<T> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            T read1 = read(pathOf(key) + "[" + items.size() + "]", item, "a text (in quotes)", Set.of(Tag.STR), read);
            if (read1 != null) {
                items.add(read1);
            }
        }
        return items;
    }

    /** Returns a section, an empty one when there is none. */
    YamlSection section(String key) {
        Node value = values.get(key);
        if (value instanceof MappingNode mapping) {
            return new YamlSection(document, pathOf(key), mapping);
        }
        if (value != null) {
            document.problem(pathOf(key), value, "keys and values are wanted, as in { key: value }");
        }
        return new YamlSection(document, pathOf(key), new MappingNode(Tag.MAP, List.of(), node.getFlowStyle()));
    }

    /** Returns what {@code make} builds, or {@code otherwise} with a problem at {@code key} when that is refused. */
    <T> T checked(String key, T otherwise, Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            problem(key, e.getMessage());
            return otherwise;
        }
    }

    void problem(String key, @Nullable String message) {
        Node at = Optional.ofNullable(keys.get(key)).orElse(node);
        document.problem(key.isEmpty() ? path : pathOf(key), at, String.valueOf(message));
    }

    void onlyKeys(String... known) {
        List<String> all = List.of(known);
        for (Map.Entry<String, Node> key : keys.entrySet()) {
            if (!all.contains(key.getKey())) {
                document.problem(
                        pathOf(printable(key.getKey())),
                        key.getValue(),
                        "unknown key; known are " + String.join(", ", all));
            }
        }
    }

    private <T> T scalar(String key, T otherwise, String wanted, Set<Tag> tags, Function<String, T> read) {
        Node value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        T result = read(pathOf(key), value, wanted, tags, read);
        return result == null ? otherwise : result;
    }

    private <T> @Nullable T read(String key, Node value, String wanted, Set<Tag> tags, Function<String, T> read) {
        if (!(value instanceof ScalarNode scalar) || !tags.contains(scalar.getTag())) {
            document.problem(key, value, wanted + " is wanted");
            return null;
        }
        try {
            return read.apply(scalar.getValue());
        } catch (IllegalArgumentException e) {
            document.problem(key, value, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static int parseInt(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number below two thousand million is wanted", e);
        }
    }

    private String pathOf(String key) {
        String shown = printable(key);
        return path.isEmpty() ? shown : path + "." + shown;
    }

    private static String printable(String key) {
        String plain = key.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 60 ? plain.substring(0, 60) + "…" : plain;
    }
}
