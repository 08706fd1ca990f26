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
import java.util.Locale;
import java.util.Map;

/**
 * Reads what READMEs of MCP servers show: {@code mcpServers}, VS Code's {@code servers}, what stands inside of these, or a command line
 * as it would be typed.
 */
public final class PastedServers {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    /** A name of a server is at most this long. */
    private static final int LONGEST_NAME = 20;

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
        String shown = text.strip();
        if (shown.matches("https?://\\S+")) {
            throw new UnreadableException("setup.servers.remote");
        }
        if (shown.matches("[A-Za-z0-9_./~-]+( [^\\n]*)?")) {
            return List.of(line(shown));
        }
        JsonNode tree = tree(shown);
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
        return new PastedServer(name(name), command.asText(), args, env);
    }

    /** A command line, in words as a shell makes them; a shell is not asked, so that nothing of it is carried out. */
    private static PastedServer line(String text) throws UnreadableException {
        List<String> words = words(text);
        // Flags say how it is started, what follows them what: the first word that names something is the server.
        String named = words.stream()
                .skip(1)
                .filter(word -> !word.startsWith("-"))
                .findFirst()
                .orElse(words.getFirst());
        String last = named.substring(named.lastIndexOf('/') + 1).replaceFirst("(?<=.)@.*$|\\.[a-z]+$", "");
        return new PastedServer(name(last), words.getFirst(), words.subList(1, words.size()), Map.of());
    }

    private static List<String> words(String text) throws UnreadableException {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = ' ';
        boolean some = false;
        for (char each : text.toCharArray()) {
            if (quote != ' ' ? each == quote : each == '"' || each == '\'') {
                quote = quote == ' ' ? each : ' ';
                some = true;
            } else if (quote == ' ' && each == ' ') {
                if (some) {
                    words.add(word.toString());
                }
                word.setLength(0);
                some = false;
            } else if (quote == ' ' && "|&;<>$`\\".indexOf(each) >= 0) {
                throw new UnreadableException("setup.servers.shell");
            } else {
                word.append(each);
                some = true;
            }
        }
        if (quote != ' ') {
            throw new UnreadableException("setup.servers.shell");
        }
        if (some) {
            words.add(word.toString());
        }
        return words;
    }

    /** The nearest to {@code shown} that a server can be called: a lower-case letter, then letters, digits and single dashes. */
    private static String name(String shown) {
        String plain =
                shown.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
        String cut = plain.substring(0, Math.min(plain.length(), LONGEST_NAME)).replaceAll("-+$", "");
        return cut.isEmpty() ? "server" : cut;
    }
}
