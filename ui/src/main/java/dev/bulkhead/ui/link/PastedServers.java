package dev.bulkhead.ui.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bulkhead.ui.model.PastedServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what READMEs of MCP servers show: {@code mcpServers}, VS Code's {@code servers}, or what stands inside of these. */
public final class PastedServers {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private PastedServers() {}

    /** A text that shows no server that can be started; the key of the sentence that says why. */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        private final String key;

        UnreadableException(String key) {
            super(key);
            this.key = key;
        }

        /** A key of the window's texts. */
        public String key() {
            return key;
        }
    }

    /** Returns the servers that {@code text} shows. */
    public static List<PastedServer> read(String text) throws UnreadableException {
        JsonNode tree = tree(text.strip());
        for (String key : List.of("mcpServers", "servers", "mcp")) {
            if (tree.path(key).isObject()) {
                tree = tree.path(key);
                break;
            }
        }
        List<PastedServer> servers = new ArrayList<>();
        if (tree.has("command")) {
            servers.add(server("server", tree));
        } else {
            for (Map.Entry<String, JsonNode> each : tree.properties()) {
                servers.add(server(each.getKey(), each.getValue()));
            }
        }
        if (servers.isEmpty()) {
            throw new UnreadableException("setup.servers.none");
        }
        return servers;
    }

    /** A README often shows a member without the braces around it. */
    private static JsonNode tree(String text) throws UnreadableException {
        try {
            return MAPPER.readTree(text.startsWith("{") ? text : "{" + text + "}");
        } catch (JsonProcessingException e) {
            throw new UnreadableException("setup.servers.no-json");
        }
    }

    private static PastedServer server(String name, JsonNode node) throws UnreadableException {
        if (node.has("url")) {
            throw new UnreadableException("setup.servers.remote");
        }
        JsonNode command = node.path("command");
        List<String> args = new ArrayList<>();
        node.path("args").forEach(each -> args.add(each.asText()));
        if (!command.isTextual() || command.asText().isBlank()) {
            throw new UnreadableException("setup.servers.none");
        }
        Map<String, String> env = new LinkedHashMap<>();
        node.path("env")
                .properties()
                .forEach(each -> env.put(each.getKey(), each.getValue().asText()));
        return new PastedServer(name, command.asText(), args, env);
    }
}
