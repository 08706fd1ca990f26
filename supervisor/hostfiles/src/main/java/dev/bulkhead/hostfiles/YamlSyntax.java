package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** YAML in block style, as Goose keeps its settings. Other styles are refused rather than guessed at. */
final class YamlSyntax implements Syntax {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final LoadSettings SETTINGS = LoadSettings.builder().build();
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final String UNIT = "  ";

    @Override
    public ObjectNode parse(String text) throws HostFileException {
        try {
            Object loaded = new Load(SETTINGS).loadFromString(text);
            return loaded == null ? MAPPER.createObjectNode() : Syntax.mapping(MAPPER.valueToTree(loaded));
        } catch (YamlEngineException e) {
            throw invalid(e);
        } catch (IllegalArgumentException e) {
            throw new HostFileException("it holds what no settings are made of", e);
        }
    }

    @Override
    public String add(String text, String key, String name, ObjectNode value) throws HostFileException {
        Optional<NodeTuple> container = at(text, List.of(key));
        String end = Syntax.lineEnd(text);
        if (container.isEmpty()) {
            String before = text.isBlank() ? "" : text.stripTrailing() + end;
            return before + alone(key, name, value).replace("\n", end);
        }
        List<String> lines = lines(text);
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
    public boolean isSpread(String text, List<String> path) throws HostFileException {
        return at(text, path)
                .filter(tuple -> tuple.getValueNode() instanceof MappingNode mapping
                        && mapping.getFlowStyle() == FlowStyle.BLOCK
                        && !mapping.getValue().isEmpty())
                .isPresent();
    }

    @Override
    public String insert(String text, List<String> path, String name, JsonNode value) throws HostFileException {
        NodeTuple container = at(text, path).orElseThrow();
        if (!(container.getValueNode() instanceof MappingNode mapping)) {
            throw new HostFileException("its '" + String.join(".", path) + "' is no mapping");
        }
        String indent =
                " ".repeat(mark(mapping.getValue().getFirst().getKeyNode()).getColumn());
        List<String> lines = lines(text);
        lines.add(mark(container.getKeyNode()).getLine() + 1, indent + plain(name) + ": " + inline(value));
        return String.join(Syntax.lineEnd(text), lines);
    }

    @Override
    public String replace(String text, List<String> path, JsonNode value) throws HostFileException {
        NodeTuple there = at(text, path).orElseThrow();
        int from = offset(text, there.getKeyNode().getEndMark().orElseThrow());
        int to = Math.max(text.indexOf(':', from) + 1, end(text, there.getValueNode()));
        return text.substring(0, from) + ": " + inline(value) + text.substring(to);
    }

    @Override
    public String remove(String text, List<String> path) throws HostFileException {
        List<String> container = path.subList(0, path.size() - 1);
        if (!isSpread(text, container)) {
            throw new HostFileException("its '" + String.join(".", container) + "' is written in braces");
        }
        Node gone = at(text, path).orElseThrow().getKeyNode();
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

    @Override
    public List<String> lines(String name, ObjectNode value) {
        return block(name, value, "");
    }

    private static List<String> block(String name, ObjectNode value, String indent) {
        List<String> lines = new ArrayList<>();
        lines.add(indent + plain(name) + ":");
        value.properties()
                .forEach(each -> lines.add(indent + UNIT + plain(each.getKey()) + ": " + inline(each.getValue())));
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
            value.properties().forEach(each -> members.add(plain(each.getKey()) + ": " + inline(each.getValue())));
            return "{ " + String.join(", ", members) + " }";
        }
        return value.toString();
    }

    /** What stands at {@code path}, from the top of {@code text}. */
    private static Optional<NodeTuple> at(String text, List<String> path) throws HostFileException {
        try {
            Optional<Node> in = new Compose(SETTINGS).composeString(text);
            Optional<NodeTuple> found = Optional.empty();
            for (String name : path) {
                found = in.filter(MappingNode.class::isInstance).flatMap(node -> named((MappingNode) node, name));
                in = found.map(NodeTuple::getValueNode);
            }
            return found;
        } catch (YamlEngineException e) {
            throw invalid(e);
        }
    }

    /** Without the line that a parser's message quotes: it may hold what is nobody's to see. */
    private static HostFileException invalid(YamlEngineException e) {
        if (e instanceof MarkedYamlEngineException marked) {
            String line = marked.getProblemMark()
                    .map(mark -> " (line " + (mark.getLine() + 1) + ")")
                    .orElse("");
            return new HostFileException("it is not valid YAML" + line + ": " + marked.getProblem(), e);
        }
        return new HostFileException("it is not valid YAML", e);
    }

    private static Optional<NodeTuple> named(MappingNode mapping, String name) {
        return mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(name))
                .findFirst();
    }

    /** After the last character of {@code node}: a block's own mark stands where the next one begins. */
    private static int end(String text, Node node) {
        if (node instanceof CollectionNode<?> block
                && block.getFlowStyle() == FlowStyle.BLOCK
                && !block.getValue().isEmpty()) {
            return end(
                    text,
                    block.getValue().getLast() instanceof NodeTuple tuple
                            ? tuple.getValueNode()
                            : (Node) block.getValue().getLast());
        }
        int end = offset(text, node.getEndMark().orElseThrow());
        return text.substring(0, end).stripTrailing().length();
    }

    private static int offset(String text, Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private static String plain(String name) {
        return PLAIN.matcher(name).matches()
                ? name
                : MAPPER.getNodeFactory().textNode(name).toString();
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
