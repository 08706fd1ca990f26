package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.bulkhead.hostfiles.TomlSpans.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** TOML, as Codex keeps its settings: a table of ours at the end, {@code [mcp_servers.bulkhead-acme]}. */
final class TomlSyntax implements Syntax {
    private static final TomlMapper MAPPER = new TomlMapper();
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern HEADER = Pattern.compile("\\s*\\[.*");
    private static final Pattern COMMENT_OR_BLANK = Pattern.compile("\\s*(#.*)?");

    @Override
    public ObjectNode parse(String text) throws HostFileException {
        try {
            return Syntax.mapping(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new HostFileException("it is not valid TOML: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public String add(String text, String key, String name, ObjectNode value) {
        String end = Syntax.lineEnd(text);
        String table = alone(key, name, value).replace("\n", end);
        return text.isBlank() ? table : text.stripTrailing() + end + end + table;
    }

    @Override
    public boolean isSpread(String text, List<String> path) {
        return TomlSpans.of(text).stream()
                .anyMatch(
                        span -> span.isIn(path) && (span.header() || span.path().size() > path.size()));
    }

    @Override
    public String insert(String text, List<String> path, String name, JsonNode value) throws HostFileException {
        int at = -1;
        boolean inside = false;
        for (Span span : TomlSpans.of(text)) {
            if (span.header()) {
                inside = span.path().equals(path);
            }
            at = inside ? span.end() : at;
        }
        if (at < 0) {
            throw new HostFileException("its '" + String.join(".", path) + "' has no table of its own");
        }
        int line = endOfLine(text, at);
        return text.substring(0, line)
                + Syntax.lineEnd(text)
                + bare(name)
                + " = "
                + inline(value)
                + text.substring(line);
    }

    @Override
    public String replace(String text, List<String> path, JsonNode value) throws HostFileException {
        Span there = TomlSpans.of(text).stream()
                .filter(span -> !span.header() && span.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new HostFileException("its '" + String.join(".", path) + "' is no pair"));
        return text.substring(0, there.valueStart()) + inline(value) + text.substring(there.end());
    }

    @Override
    public String remove(String text, List<String> path) {
        String rest = text;
        List<Span> spans = TomlSpans.of(text);
        boolean inTable = false;
        boolean tables = false;
        List<Span> pairs = new ArrayList<>();
        for (Span span : spans) {
            if (span.header()) {
                inTable = span.isIn(path);
                tables = tables || inTable;
            } else if (span.isIn(path) && !inTable) {
                pairs.add(span);
            }
        }
        for (Span pair : pairs.reversed()) {
            int line = rest.lastIndexOf('\n', pair.start() - 1) + 1;
            int next = rest.indexOf('\n', pair.end());
            rest = rest.substring(0, line) + (next < 0 ? "" : rest.substring(next + 1));
        }
        return tables ? withoutTables(rest, path) : rest;
    }

    private static String withoutTables(String text, List<String> path) {
        String end = Syntax.lineEnd(text);
        Pattern ours = Pattern.compile("\\s*\\[\\s*"
                + path.stream()
                        .map(name -> "[\"']?" + Pattern.quote(name) + "[\"']?")
                        .collect(Collectors.joining("\\s*\\.\\s*"))
                + "\\s*(\\..*)?\\]\\s*(#.*)?");
        List<String> kept = new ArrayList<>();
        List<String> pending = new ArrayList<>();
        boolean inside = false;
        for (String line : text.split("\r?\n", -1)) {
            if (HEADER.matcher(line).matches()) {
                boolean mine = ours.matcher(line).matches();
                if (inside && !mine) {
                    // What stands right above the next table is about that one; the empty line above ours is one too
                    // many.
                    if (!kept.isEmpty() && kept.getLast().isBlank()) {
                        kept.removeLast();
                    }
                    kept.addAll(pending);
                }
                inside = mine;
                pending.clear();
            }
            if (!inside) {
                kept.add(line);
            } else if (COMMENT_OR_BLANK.matcher(line).matches()) {
                pending.add(line);
            } else {
                pending.clear();
            }
        }
        String left = String.join(end, kept).stripTrailing();
        return left.isEmpty() ? "" : left + end;
    }

    @Override
    public String alone(String key, String name, ObjectNode value) {
        StringBuilder table = new StringBuilder("[" + key + "." + bare(name) + "]\n");
        value.properties()
                .forEach(each -> table.append(bare(each.getKey()))
                        .append(" = ")
                        .append(inline(each.getValue()))
                        .append('\n'));
        return table.toString();
    }

    @Override
    public List<String> lines(String name, ObjectNode value) {
        return alone(Shape.MCP_UNDERSCORE_SERVERS.key, name, value).lines().toList();
    }

    /** JSON's strings, numbers and arrays are TOML's too; of objects, the sign between name and value differs. */
    private static String inline(JsonNode value) {
        if (!value.isObject()) {
            if (!value.isArray()) {
                return value.toString();
            }
            List<String> items = new ArrayList<>();
            value.forEach(each -> items.add(inline(each)));
            return "[" + String.join(", ", items) + "]";
        }
        List<String> members = new ArrayList<>();
        value.properties().forEach(each -> members.add(bare(each.getKey()) + " = " + inline(each.getValue())));
        return "{ " + String.join(", ", members) + " }";
    }

    /** {@code name}, in quotes where it cannot do without. */
    private static String bare(String name) {
        return BARE.matcher(name).matches()
                ? name
                : JsonNodeFactory.instance.textNode(name).toString();
    }

    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        if (end < 0) {
            return text.length();
        }
        return end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }
}
