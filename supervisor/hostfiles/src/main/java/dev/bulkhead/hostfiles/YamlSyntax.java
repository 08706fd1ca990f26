package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** YAML in block style, as Goose keeps its settings. Other styles are refused rather than guessed at. */
final class YamlSyntax implements Syntax {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final LoadSettings SETTINGS = LoadSettings.builder().build();
    private static final String UNIT = "  ";

    @Override
    public ObjectNode parse(String text) throws HostFileException {
        try {
            Object loaded = new Load(SETTINGS).loadFromString(text);
            return loaded == null ? MAPPER.createObjectNode() : Syntax.mapping(MAPPER.valueToTree(loaded));
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw new HostFileException("it is not valid YAML: " + e.getMessage(), e);
        }
    }

    @Override
    public String put(String text, String key, String name, ObjectNode value) throws HostFileException {
        String rest = parse(text).path(key).has(name) ? remove(text, key, name) : text;
        Optional<NodeTuple> container = top(rest, key);
        String end = Syntax.lineEnd(text);
        if (container.isEmpty()) {
            String before = rest.isBlank() ? "" : rest.stripTrailing() + end;
            return before + alone(key, name, value).replace("\n", end);
        }
        List<String> lines = lines(rest);
        Node node = container.get().getValueNode();
        int line = mark(container.get().getKeyNode()).getLine();
        String indent = UNIT;
        if (node instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
            if (mapping.getFlowStyle() == FlowStyle.FLOW) {
                throw new HostFileException("its '" + key + "' is written in braces");
            }
            indent = " ".repeat(mark(mapping.getValue().getFirst().getKeyNode()).getColumn());
        } else if (!lines.get(line).matches(key + ":\\s*(\\{\\s*\\}|~|null)?\\s*(#.*)?")) {
            throw new HostFileException("its '" + key + "' is not written as a list of names below it");
        } else {
            lines.set(line, lines.get(line).replaceFirst(":\\s*(\\{\\s*\\}|~|null)", ":"));
        }
        lines.addAll(line + 1, block(name, value, indent));
        return String.join(end, lines);
    }

    @Override
    public String remove(String text, String key, String name) throws HostFileException {
        NodeTuple container = top(text, key).orElseThrow();
        if (!(container.getValueNode() instanceof MappingNode servers) || servers.getFlowStyle() == FlowStyle.FLOW) {
            throw new HostFileException("its '" + key + "' is written in braces");
        }
        Node gone = named(servers, name).orElseThrow().getKeyNode();
        List<String> lines = lines(text);
        int from = mark(gone).getLine();
        int column = mark(gone).getColumn();
        int to = from + 1;
        int last = to;
        while (to < lines.size() && (lines.get(to).isBlank() || indentOf(lines.get(to)) > column)) {
            to++;
            if (!lines.get(to - 1).isBlank()) {
                last = to;
            }
        }
        lines.subList(from, last).clear();
        return String.join(Syntax.lineEnd(text), lines);
    }

    @Override
    public String alone(String key, String name, ObjectNode value) {
        return key + ":\n" + String.join("\n", block(name, value, UNIT)) + "\n";
    }

    private static List<String> block(String name, ObjectNode value, String indent) {
        List<String> lines = new ArrayList<>();
        lines.add(indent + name + ":");
        value.properties().forEach(each -> lines.add(indent + UNIT + each.getKey() + ": " + inline(each.getValue())));
        return lines;
    }

    /** JSON is YAML, in its flow style; with a space after each comma and colon, as people write it. */
    private static String inline(JsonNode value) {
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(each -> items.add(inline(each)));
            return "[" + String.join(", ", items) + "]";
        }
        if (value.isObject()) {
            List<String> members = new ArrayList<>();
            value.properties().forEach(each -> members.add(each.getKey() + ": " + inline(each.getValue())));
            return "{ " + String.join(", ", members) + " }";
        }
        return value.toString();
    }

    private static Optional<NodeTuple> top(String text, String key) throws HostFileException {
        try {
            Optional<Node> root = new Compose(SETTINGS).composeString(text);
            return root.filter(MappingNode.class::isInstance).flatMap(node -> named((MappingNode) node, key));
        } catch (YamlEngineException e) {
            throw new HostFileException("it is not valid YAML: " + e.getMessage(), e);
        }
    }

    private static Optional<NodeTuple> named(MappingNode mapping, String name) {
        return mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(name))
                .findFirst();
    }

    private static Mark mark(Node node) {
        return node.getStartMark().orElseThrow();
    }

    private static List<String> lines(String text) {
        return new ArrayList<>(List.of(text.split("\r?\n", -1)));
    }

    private static int indentOf(String line) {
        return line.length() - line.stripLeading().length();
    }
}
