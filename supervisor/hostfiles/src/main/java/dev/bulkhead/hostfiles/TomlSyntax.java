package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** TOML, as Codex keeps its settings: a table of ours at the end, {@code [mcp_servers.bulkhead-acme]}. */
final class TomlSyntax implements Syntax {
    private static final TomlMapper MAPPER = new TomlMapper();
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
    public String put(String text, String key, String name, ObjectNode value) throws HostFileException {
        String rest = parse(text).path(key).has(name) ? remove(text, key, name) : text;
        String end = Syntax.lineEnd(text);
        String table = alone(key, name, value).replace("\n", end);
        if (rest.isBlank()) {
            return table;
        }
        return rest.stripTrailing() + end + end + table;
    }

    @Override
    public String remove(String text, String key, String name) {
        String end = Syntax.lineEnd(text);
        Pattern ours = Pattern.compile("\\s*\\[\\s*" + Pattern.quote(key) + "\\s*\\.\\s*[\"']?" + Pattern.quote(name)
                + "[\"']?\\s*(\\..*)?\\]\\s*(#.*)?");
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
        StringBuilder table = new StringBuilder("[" + key + "." + name + "]\n");
        value.properties()
                .forEach(each -> table.append(each.getKey())
                        .append(" = ")
                        .append(inline(each.getValue()))
                        .append('\n'));
        return table.toString();
    }

    /** JSON's strings, numbers and arrays are TOML's too; of objects, the sign between name and value differs. */
    private static String inline(JsonNode value) {
        if (!value.isObject()) {
            return value.toString().replace("\",\"", "\", \"");
        }
        List<String> members = new ArrayList<>();
        value.properties().forEach(each -> members.add(each.getKey() + " = " + inline(each.getValue())));
        return "{ " + String.join(", ", members) + " }";
    }
}
