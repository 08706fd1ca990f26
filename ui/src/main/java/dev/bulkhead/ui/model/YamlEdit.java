package dev.bulkhead.ui.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One change of a YAML text, made in the text itself. Whether it came out as meant is its caller's to look at. For one change. */
final class YamlEdit {
    private static final LoadSettings LOADING = LoadSettings.builder().build();
    /** What needs no quotes: numbers, spans of time, sizes, and the words of choices. */
    private static final Pattern PLAIN =
            Pattern.compile("[0-9]+(\\.[0-9]+)?[a-z%]?|(?!(true|false|null)$)[a-z]+(-[a-z]+)*");

    private final String lineEnd;
    private String text;

    /** What cannot be done here. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedException(String why) {
            super(why);
        }
    }

    YamlEdit(String text) {
        this.text = text;
        this.lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
    }

    String text() {
        return text;
    }

    private MappingNode root() {
        return new Compose(LOADING)
                .composeString(text)
                .filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast)
                .orElseThrow(() -> new RefusedException("no mapping"));
    }

    void put(List<String> path, String value) {
        Optional<NodeTuple> there = tuple(path);
        boolean isQuoted = there.map(NodeTuple::getValueNode)
                .filter(node ->
                        node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED)
                .isPresent();
        putText(path, isQuoted || !PLAIN.matcher(value).matches() ? quoted(value) : value);
    }

    void put(List<String> path, List<String> values) {
        Optional<NodeTuple> there = tuple(path);
        if (there.isPresent()
                && there.get().getValueNode() instanceof SequenceNode list
                && list.getFlowStyle() == FlowStyle.BLOCK) {
            block(there.get(), list, values);
        } else {
            putText(path, values.stream().map(YamlEdit::quoted).collect(Collectors.joining(", ", "[", "]")));
        }
    }

    private void putText(List<String> path, String inline) {
        MappingNode around = root();
        for (int i = 0; i < path.size(); i++) {
            Optional<NodeTuple> next = tuple(around, path.get(i));
            String nested = nested(path.subList(i + 1, path.size()), inline);
            if (next.isEmpty()) {
                insert(around, quotedKey(path.get(i)) + ": " + nested, i == 0);
                return;
            }
            Node value = next.get().getValueNode();
            if (i + 1 < path.size() && value instanceof MappingNode inner) {
                around = inner;
            } else {
                replace(value, nested);
                return;
            }
        }
    }

    private static String nested(List<String> path, String inline) {
        String all = inline;
        for (String key : path.reversed()) {
            all = "{ " + quotedKey(key) + ": " + all + " }";
        }
        return all;
    }

    private void insert(MappingNode around, String member, boolean isTop) {
        List<NodeTuple> members = around.getValue();
        if (around.getFlowStyle() == FlowStyle.FLOW) {
            if (members.isEmpty()) {
                replace(around, "{ " + member + " }");
            } else {
                int at = end(members.getLast().getValueNode());
                splice(at, at, ", " + member);
            }
        } else if (isTop) {
            String before = text.isEmpty() || text.endsWith("\n") ? "" : lineEnd;
            splice(text.length(), text.length(), before + member + lineEnd);
        } else {
            int first = lineStart(start(members.getFirst().getKeyNode()));
            String indent = text.substring(first, start(members.getFirst().getKeyNode()));
            if (!indent.isBlank()) {
                throw new RefusedException("not alone in its line");
            }
            splice(first, first, indent + member + lineEnd);
        }
    }

    private void replace(Node value, String inline) {
        boolean isOneLine = value instanceof ScalarNode scalar
                ? scalar.getScalarStyle() != ScalarStyle.LITERAL && scalar.getScalarStyle() != ScalarStyle.FOLDED
                : value instanceof MappingNode mapping
                        ? mapping.getFlowStyle() == FlowStyle.FLOW
                        : ((SequenceNode) value).getFlowStyle() == FlowStyle.FLOW;
        if (!isOneLine) {
            throw new RefusedException("written over several lines");
        }
        int from = start(value);
        boolean isNothing = from == end(value);
        splice(from, end(value), isNothing ? " " + inline : inline);
    }

    /** A list with an item a line: the lines of those that stay are left alone. */
    private void block(NodeTuple member, SequenceNode list, List<String> values) {
        List<Node> items = list.getValue();
        int first = lineStart(start(items.getFirst()));
        String indent = text.substring(first, start(items.getFirst()));
        if (!indent.matches(" *- +")) {
            throw new RefusedException("not an item a line");
        }
        List<String> missing = new ArrayList<>(values);
        int last = first;
        StringBuilder kept = new StringBuilder();
        for (Node item : items) {
            if (!(item instanceof ScalarNode scalar)) {
                throw new RefusedException("a list of something else than words");
            }
            int next = lineEndAfter(end(item));
            String lines = text.substring(last, next);
            kept.append(missing.remove(scalar.getValue()) ? lines : "");
            last = next;
        }
        if (kept.isEmpty() && missing.isEmpty()) {
            splice(first, last, "");
            int colon = text.indexOf(':', end(member.getKeyNode()));
            splice(colon + 1, colon + 1, " []");
            return;
        }
        missing.forEach(value -> kept.append(indent).append(quoted(value)).append(lineEnd));
        splice(first, last, kept.toString());
    }

    void remove(List<String> path) {
        NodeTuple gone = tuple(path).orElseThrow();
        MappingNode around = path.size() == 1
                ? root()
                : (MappingNode)
                        tuple(path.subList(0, path.size() - 1)).orElseThrow().getValueNode();
        List<NodeTuple> members = around.getValue();
        if (members.size() == 1 && path.size() > 1) {
            remove(path.subList(0, path.size() - 1));
            return;
        }
        int at = indexOf(members, path.getLast());
        if (around.getFlowStyle() == FlowStyle.FLOW) {
            if (at > 0) {
                splice(end(members.get(at - 1).getValueNode()), end(gone.getValueNode()), "");
            } else {
                splice(start(gone.getKeyNode()), start(members.get(1).getKeyNode()), "");
            }
            return;
        }
        int from = lineStart(start(gone.getKeyNode()));
        int column = start(gone.getKeyNode()) - from;
        int to = lineEndAfter(start(gone.getKeyNode()));
        int last = to;
        while (to < text.length() && (isBlank(to) || indent(to) > column)) {
            boolean isBlank = isBlank(to);
            to = lineEndAfter(to);
            last = isBlank ? last : to;
        }
        splice(from, last, "");
    }

    private boolean isBlank(int line) {
        return text.substring(line, lineEndAfter(line)).isBlank();
    }

    private int indent(int line) {
        String shown = text.substring(line, lineEndAfter(line));
        return shown.length() - shown.stripLeading().length();
    }

    private Optional<NodeTuple> tuple(List<String> path) {
        Optional<NodeTuple> found = tuple(root(), path.getFirst());
        for (String key : path.subList(1, path.size())) {
            found = found.map(NodeTuple::getValueNode)
                    .filter(MappingNode.class::isInstance)
                    .flatMap(node -> tuple((MappingNode) node, key));
        }
        return found;
    }

    private static Optional<NodeTuple> tuple(MappingNode mapping, String key) {
        int at = indexOf(mapping.getValue(), key);
        return at < 0 ? Optional.empty() : Optional.of(mapping.getValue().get(at));
    }

    private static int indexOf(List<NodeTuple> members, String key) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).getKeyNode() instanceof ScalarNode scalar
                    && scalar.getValue().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private void splice(int from, int to, String with) {
        text = text.substring(0, from) + with + text.substring(to);
    }

    private int start(Node node) {
        return index(node.getStartMark());
    }

    private int end(Node node) {
        return index(node.getEndMark());
    }

    /** Marks count code points. */
    private int index(Optional<Mark> mark) {
        return text.offsetByCodePoints(0, mark.orElseThrow().getIndex());
    }

    private int lineStart(int index) {
        return text.lastIndexOf('\n', index - 1) + 1;
    }

    /** Where the next line begins. */
    private int lineEndAfter(int index) {
        int at = text.indexOf('\n', index);
        return at < 0 ? text.length() : at + 1;
    }

    private static String quotedKey(String key) {
        return PLAIN.matcher(key).matches() ? key : quoted(key);
    }

    private static String quoted(String value) {
        StringBuilder out = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c)
                    || !Character.isDefined(c)
                    || Character.getType(c) == Character.FORMAT) {
                out.append("\\U").append(java.util.HexFormat.of().toHexDigits(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }
}
