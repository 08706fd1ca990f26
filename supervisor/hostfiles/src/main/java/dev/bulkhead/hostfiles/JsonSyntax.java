package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.hostfiles.JsonSpans.Member;
import dev.bulkhead.hostfiles.JsonSpans.Span;
import java.io.IOException;
import java.util.List;

/** JSON, also with comments and trailing commas as VS Code and Zed keep theirs. */
final class JsonSyntax implements Syntax {
    private static final ObjectMapper MAPPER =
            new ObjectMapper(JsonSpans.FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String UNIT = "  ";

    @Override
    public ObjectNode parse(String text) throws HostFileException {
        try {
            JsonNode tree = MAPPER.readTree(text);
            return tree.isMissingNode() ? MAPPER.createObjectNode() : Syntax.mapping(tree);
        } catch (JsonProcessingException e) {
            // A word of the file that the message quotes may be a credential.
            String why = e.getOriginalMessage().replaceFirst("(?s)Unrecognized token '.*?'", "Unrecognized word");
            throw new HostFileException(
                    "it is not valid JSON (line " + e.getLocation().getLineNr() + "): " + why, e);
        }
    }

    @Override
    public String add(String text, String key, String name, ObjectNode value) throws HostFileException {
        if (afterSpaceAndComments(text, 0) == text.length()) {
            String end = Syntax.lineEnd(text);
            String before = text.isBlank() ? "" : text.stripTrailing() + end;
            return before + alone(key, name, value).replace("\n", end);
        }
        Span root = spans(text);
        if (root.member(key).isEmpty()) {
            return insert(text, List.of(), key, MAPPER.createObjectNode().set(name, value));
        }
        if (root.below(List.of(key)).isEmpty()) {
            throw new HostFileException("its '" + key + "' is no object");
        }
        return insert(text, List.of(key), name, value);
    }

    @Override
    public boolean isSpread(String text, List<String> path) throws HostFileException {
        return spans(text).below(path).isPresent();
    }

    @Override
    public String insert(String text, List<String> path, String name, JsonNode value) throws HostFileException {
        Span root = spans(text);
        Span into = root.below(path).orElseThrow();
        String unit = indent(text, root, UNIT);
        String indent = indent(text, into, unit.repeat(path.size() + 1));
        String member = quoted(name) + ": " + render(value, Syntax.lineEnd(text), unit, indent);
        return insert(text, into, member, indent, unit.repeat(path.size()));
    }

    @Override
    public String replace(String text, List<String> path, JsonNode value) throws HostFileException {
        Span root = spans(text);
        Span in = root.below(path.subList(0, path.size() - 1)).orElseThrow();
        Member there = in.member(path.getLast()).orElseThrow();
        String unit = indent(text, root, UNIT);
        String indent = indent(text, in, unit.repeat(path.size()));
        return text.substring(0, there.valueStart())
                + render(value, Syntax.lineEnd(text), unit, indent)
                + text.substring(there.end());
    }

    @Override
    public String remove(String text, List<String> path) throws HostFileException {
        Span in = spans(text).below(path.subList(0, path.size() - 1)).orElseThrow();
        Member gone = in.member(path.getLast()).orElseThrow();
        int start = gone.start();
        int end = gone.end();
        int comma = afterSpaceAndComments(text, end);
        String before = text;
        if (text.charAt(comma) == ',') {
            end = comma + 1;
        } else if (in.members().indexOf(gone) > 0) {
            Member previous = in.members().get(in.members().indexOf(gone) - 1);
            int needless = afterSpaceAndComments(text, previous.end());
            before = text.substring(0, needless) + text.substring(needless + 1, start);
            start--;
        }
        before = before.substring(0, start).stripTrailing();
        String after = text.substring(end);
        // An object that is empty now closes on the line it opened on.
        boolean empty = before.endsWith("{") && after.stripLeading().startsWith("}");
        return before + (empty ? after.stripLeading() : after);
    }

    @Override
    public String alone(String key, String name, ObjectNode value) {
        ObjectNode all = MAPPER.createObjectNode();
        all.putObject(key).set(name, value);
        return render(all, "\n", UNIT, "") + "\n";
    }

    @Override
    public List<String> lines(String name, ObjectNode value) {
        return (quoted(name) + ": " + render(value, "\n", UNIT, "")).lines().toList();
    }

    private static String insert(String text, Span into, String member, String indent, String closing) {
        String end = Syntax.lineEnd(text);
        if (into.members().isEmpty()) {
            String inside = text.substring(into.open() + 1, into.close());
            String rest = inside.isBlank() ? end + closing : inside;
            return text.substring(0, into.open() + 1) + end + indent + member + rest + text.substring(into.close());
        }
        int last = into.members().getLast().end();
        int next = afterSpaceAndComments(text, last);
        boolean trailing = text.charAt(next) == ',';
        int at = trailing ? next + 1 : last;
        int lineEnd = endOfLine(text, at);
        String line = text.substring(at, lineEnd).strip();
        // A comment on the last member's line stays with it.
        int where = line.startsWith("//") ? lineEnd : at;
        return text.substring(0, at)
                + (trailing ? "" : ",")
                + text.substring(at, where)
                + end
                + indent
                + member
                + (trailing ? "," : "")
                + text.substring(where);
    }

    private static int endOfLine(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private static int afterSpaceAndComments(String text, int from) {
        int at = from;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("//", at)) {
                at = endOfLine(text, at);
            } else if (text.startsWith("/*", at)) {
                at = text.indexOf("*/", at) + 2;
            } else {
                return at;
            }
        }
        return text.length();
    }

    /** The indentation of the members of {@code span}, where they stand on lines of their own. */
    private static String indent(String text, Span span, String otherwise) {
        if (span.members().isEmpty()) {
            return otherwise;
        }
        int start = span.members().getFirst().start();
        int line = start;
        while (line > 0 && (text.charAt(line - 1) == ' ' || text.charAt(line - 1) == '\t')) {
            line--;
        }
        return line > 0 && text.charAt(line - 1) == '\n' && line < start ? text.substring(line, start) : otherwise;
    }

    private static String quoted(String name) {
        return JsonNodeFactory.instance.textNode(name).toString();
    }

    private static String render(JsonNode value, String lineEnd, String unit, String indent) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(new DefaultIndenter(unit, lineEnd));
        try {
            return MAPPER.writer(printer).writeValueAsString(value).replace(lineEnd, lineEnd + indent);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can be written", e);
        }
    }

    private static Span spans(String text) throws HostFileException {
        try {
            return JsonSpans.of(text);
        } catch (IOException e) {
            throw new HostFileException("it is not valid JSON: " + e.getMessage(), e);
        }
    }
}
