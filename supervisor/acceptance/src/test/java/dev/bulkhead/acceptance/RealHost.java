package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An AI host from npm, with a HOME of its own, and the check of its servers that it does without a login.
 *
 * <p>In November 2026 Claude Code is the only one of them that speaks both eras; the others are legacy.
 */
enum RealHost {
    CLAUDE_CODE("claude-code", ".claude.json") {
        @Override
        void configure(Path home, List<Server> servers) throws IOException {
            write(home, Json.write(Json.object("mcpServers", byName(servers, "stdio"))));
        }

        @Override
        Set<String> connected(Npm npm, Path home, Set<String> names) throws IOException {
            String said = run(npm, home, List.of(npm.script(CLAUDE), "mcp", "list"));
            return named(names, said, "^%s: .* - ✔ Connected$");
        }
    },
    GEMINI_CLI("gemini-cli", ".gemini/settings.json") {
        @Override
        void configure(Path home, List<Server> servers) throws IOException {
            write(home, Json.write(Json.object("mcpServers", byName(servers, ""))));
        }

        @Override
        Set<String> connected(Npm npm, Path home, Set<String> names) throws IOException {
            String said = run(
                    npm, home, npm.command("node_modules/@google/gemini-cli/bundle/gemini.js", List.of("mcp", "list")));
            return named(names, said, "^✓ %s: .* - Connected$");
        }
    },
    QWEN_CODE("qwen-code", ".qwen/settings.json") {
        @Override
        void configure(Path home, List<Server> servers) throws IOException {
            write(home, Json.write(Json.object("mcpServers", byName(servers, ""))));
        }

        @Override
        Set<String> connected(Npm npm, Path home, Set<String> names) throws IOException {
            String said = run(npm, home, npm.command("node_modules/.bin/qwen", List.of("mcp", "list")));
            return named(names, said, "^✓ %s: .* - Connected$");
        }
    },
    OPENCODE("opencode", ".config/opencode/opencode.json") {
        @Override
        void configure(Path home, List<Server> servers) throws IOException {
            ObjectNode all = Json.object();
            for (Server server : servers) {
                all.set(
                        server.name(),
                        Json.object("type", "local", "command", server.command(), "environment", server.environment()));
            }
            write(home, Json.write(Json.object("autoupdate", false, "mcp", all)));
        }

        @Override
        Set<String> connected(Npm npm, Path home, Set<String> names) throws IOException {
            String said = run(
                    npm,
                    home,
                    List.of(
                            npm.script("node_modules/opencode-linux-" + ARCHITECTURE + "/bin/opencode"),
                            "mcp",
                            "list"));
            return named(names, said, "✓ %s connected$");
        }
    },
    CODEX("codex", ".codex/config.toml") {
        @Override
        void configure(Path home, List<Server> servers) throws IOException {
            StringBuilder toml = new StringBuilder();
            for (Server server : servers) {
                // A JSON string, or list of them, is TOML too.
                toml.append("[mcp_servers.").append(server.name()).append("]\ncommand = ");
                toml.append(json(server.command().getFirst())).append("\nargs = ");
                toml.append(json(server.arguments())).append("\n[mcp_servers.").append(server.name());
                toml.append(".env]\n");
                server.environment()
                        .forEach((name, value) -> toml.append(name)
                                .append(" = ")
                                .append(json(value))
                                .append('\n'));
            }
            write(home, toml.toString());
        }

        @Override
        Set<String> connected(Npm npm, Path home, Set<String> names) throws IOException {
            Set<String> connected = new HashSet<>();
            for (JsonNode server : codexStatus(npm, home).at("/result/data")) {
                if (!server.path("tools").isEmpty()) {
                    connected.add(server.path("name").asText());
                }
            }
            connected.retainAll(names);
            return connected;
        }
    };

    /** As {@code bulkhead host add} knows it. */
    final String id;

    private final String file;

    RealHost(String id, String file) {
        this.id = id;
        this.file = file;
    }

    /** Makes the folder of its settings, as a first start does. */
    void started(Path home) throws IOException {
        write(home, "");
    }

    final void write(Path home, String settings) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, settings);
    }

    private static final String ARCHITECTURE = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
    private static final String CLAUDE = "node_modules/@anthropic-ai/claude-code-linux-" + ARCHITECTURE + "/claude";
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** A server on stdio as a host is configured with it. */
    record Server(String name, List<String> command, Map<String, String> environment) {
        List<String> arguments() {
            return command.subList(1, command.size());
        }
    }

    /** Configures {@code servers} in the fresh {@code home}, by nothing of ours. */
    abstract void configure(Path home, List<Server> servers) throws IOException;

    /** Returns which of {@code names} the host says it is connected to, as it is configured in {@code home}. */
    abstract Set<String> connected(Npm npm, Path home, Set<String> names) throws IOException;

    /** Configures {@code servers}, and returns the names of those that the host says it is connected to. */
    final Set<String> connected(Npm npm, Path home, List<Server> servers) throws IOException {
        configure(home, servers);
        return connected(npm, home, servers.stream().map(Server::name).collect(Collectors.toSet()));
    }

    private static ObjectNode byName(List<Server> servers, String type) {
        ObjectNode all = Json.object();
        for (Server server : servers) {
            ObjectNode one = Json.object(
                    "command", server.command().getFirst(), "args", server.arguments(), "env", server.environment());
            if (!type.isEmpty()) {
                one.put("type", type);
            }
            all.set(server.name(), one);
        }
        return all;
    }

    private static Map<String, String> environment(Npm npm, Path home) {
        Map<String, String> environment = new HashMap<>(npm.environment(Launch.environment(home)));
        environment.keySet().removeAll(Set.of("BULKHEAD_HOME", "BULKHEAD_APP", "JAVA_HOME"));
        environment.put("HOME", home.toString());
        environment.put("DISABLE_AUTOUPDATER", "1");
        environment.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
        environment.put("GEMINI_CLI_TRUST_WORKSPACE", "true");
        return environment;
    }

    private static String run(Npm npm, Path home, List<String> command) throws IOException {
        List<String> there = new ArrayList<>(List.of("env", "-C", home.toString()));
        there.addAll(command);
        Result result = Launch.toTheEnd(there, environment(npm, home), "", LIMIT);
        return (result.out() + "\n" + result.err()).replaceAll("\u001b\\[[0-9;]*m", "");
    }

    private static Set<String> named(Set<String> names, String said, String pattern) {
        Set<String> found = new HashSet<>();
        for (String name : names) {
            if (Pattern.compile(pattern.formatted(name), Pattern.MULTILINE)
                    .matcher(said)
                    .find()) {
                found.add(name);
            }
        }
        if (found.isEmpty()) {
            throw new AssertionError("no server is connected: " + said);
        }
        return found;
    }

    private static String json(Object value) {
        return Json.write(Json.object("value", value).path("value"));
    }

    /** {@code codex mcp list} connects to nothing; its app server, which editors use, does. */
    private static JsonNode codexStatus(Npm npm, Path home) throws IOException {
        Process codex = Launch.builder(
                        npm.command("node_modules/@openai/codex/bin/codex.js", List.of("app-server")),
                        environment(npm, home))
                .directory(home.toFile())
                .start();
        HostOutput output = new HostOutput(codex);
        try (OutputStream in = codex.getOutputStream()) {
            String hello = """
                    {"id":1,"method":"initialize","params":{"clientInfo":{"name":"acceptance","title":"","version":"1"}}}
                    {"method":"initialized"}
                    {"id":2,"method":"mcpServerStatus/list","params":{}}
                    """;
            in.write(hello.getBytes(StandardCharsets.UTF_8));
            in.flush();
            return output.take("codex's servers", LIMIT, line -> line.path("id").asInt() == 2);
        } finally {
            codex.descendants().forEach(ProcessHandle::destroy);
            codex.destroy();
        }
    }
}
