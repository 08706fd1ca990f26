package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How a host writes an {@link Entry}, and under which key of its file all of them stand. Names are the hosts' own. */
enum Shape {
    /** What nearly all have taken over from Claude Desktop. */
    MCP_SERVERS("mcpServers"),
    /** VS Code's {@code mcp.json}, which names the transport. */
    SERVERS("servers"),
    /** Zed. */
    CONTEXT_SERVERS("context_servers"),
    /** GitHub Copilot CLI, which also wants to know which tools may be used. */
    COPILOT("mcpServers"),
    /** Codex, in TOML. */
    MCP_UNDERSCORE_SERVERS("mcp_servers"),
    /** opencode, whose command is one list. */
    MCP("mcp"),
    /** Goose, in YAML. */
    EXTENSIONS("extensions");

    /** Goose and Codex give a server this long to start, in seconds: a first start may have a class archive to make. */
    private static final int START_SECONDS = 60;

    private static final List<String> WHAT_STARTS = List.of("command", "cmd", "args");
    private static final Set<String> SWITCHES =
            Set.of("type", "name", "enabled", "disabled", "timeout", "startup_timeout_sec", "tools");
    private static final String HIDDEN = "\u2026";

    final String key;

    Shape(String key) {
        this.key = key;
    }

    ObjectNode write(String name, Entry entry) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case MCP_SERVERS, CONTEXT_SERVERS -> commandAndArguments(node, entry);
            case SERVERS -> commandAndArguments(node.put("type", "stdio"), entry);
            case COPILOT ->
                commandAndArguments(node.put("type", "local"), entry)
                        .putArray("tools")
                        .add("*");
            case MCP_UNDERSCORE_SERVERS -> commandAndArguments(node, entry).put("startup_timeout_sec", START_SECONDS);
            case MCP -> {
                ArrayNode words = node.put("type", "local").putArray("command").add(entry.command());
                entry.arguments().forEach(words::add);
                environment(node, variables(), entry).put("enabled", true);
            }
            case EXTENSIONS -> {
                node.put("name", name).put("type", "stdio").put("enabled", true).put("timeout", START_SECONDS);
                node.put("cmd", entry.command());
                ArrayNode words = node.putArray("args");
                entry.arguments().forEach(words::add);
                environment(node, variables(), entry);
            }
        }
        return node;
    }

    /** {@code there} as it starts {@code entry}; what else the user or the host has set in it stays, and so its place. */
    ObjectNode update(ObjectNode there, String name, Entry entry) {
        ObjectNode updated = there.deepCopy();
        ObjectNode wanted = write(name, entry);
        for (String each : WHAT_STARTS) {
            if (wanted.has(each)) {
                updated.set(each, wanted.get(each));
            }
        }
        ObjectNode variables = updated.path(variables()) instanceof ObjectNode set ? set : updated.objectNode();
        variables.remove(Launcher.VARIABLES);
        new TreeMap<>(entry.environment()).forEach(variables::put);
        if (variables.isEmpty()) {
            updated.remove(variables());
        } else {
            updated.set(variables(), variables);
        }
        return updated;
    }

    /**
     * {@code there} for people to read, who may have a screen shared or a log kept: of what is not ours the names alone, since a
     * value may be a credential.
     */
    ObjectNode shown(JsonNode there) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        Entry entry = read(there);
        boolean ours = entry.isOurs() || entry.tenant().isPresent();
        there.properties().forEach(member -> {
            String name = member.getKey();
            if (name.equals(variables()) && member.getValue().isObject()) {
                ObjectNode variables = shown.putObject(name);
                member.getValue().properties().forEach(each -> {
                    boolean plain = Launcher.VARIABLES.contains(each.getKey());
                    variables.put(each.getKey(), plain ? each.getValue().asText() : HIDDEN);
                });
            } else if (SWITCHES.contains(name) || ours && WHAT_STARTS.contains(name)) {
                shown.set(name, member.getValue());
            } else {
                shown.put(name, HIDDEN);
            }
        });
        return shown;
    }

    private String variables() {
        return switch (this) {
            case MCP -> "environment";
            case EXTENSIONS -> "envs";
            case MCP_SERVERS, SERVERS, CONTEXT_SERVERS, COPILOT, MCP_UNDERSCORE_SERVERS -> "env";
        };
    }

    private static ObjectNode commandAndArguments(ObjectNode node, Entry entry) {
        node.put("command", entry.command());
        ArrayNode words = node.putArray("args");
        entry.arguments().forEach(words::add);
        return environment(node, "env", entry);
    }

    private static ObjectNode environment(ObjectNode node, String key, Entry entry) {
        if (!entry.environment().isEmpty()) {
            ObjectNode variables = node.putObject(key);
            new TreeMap<>(entry.environment()).forEach(variables::put);
        }
        return node;
    }

    /** Reads what a person or another program may have written: what is missing or of another type is empty. */
    Entry read(JsonNode node) {
        return switch (this) {
            case MCP -> {
                List<String> words = texts(node.path("command"));
                yield new Entry(
                        words.isEmpty() ? "" : words.getFirst(),
                        words.isEmpty() ? words : words.subList(1, words.size()),
                        variables(node.path("environment")));
            }
            case EXTENSIONS ->
                new Entry(node.path("cmd").asText(), texts(node.path("args")), variables(node.path("envs")));
            case MCP_SERVERS, SERVERS, CONTEXT_SERVERS, COPILOT, MCP_UNDERSCORE_SERVERS ->
                new Entry(node.path("command").asText(), texts(node.path("args")), variables(node.path("env")));
        };
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static Map<String, String> variables(JsonNode object) {
        Map<String, String> variables = new LinkedHashMap<>();
        object.properties()
                .forEach(each -> variables.put(each.getKey(), each.getValue().asText()));
        return variables;
    }
}
