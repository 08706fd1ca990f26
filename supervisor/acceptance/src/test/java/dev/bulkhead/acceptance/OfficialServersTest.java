package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.acceptance.OfficialServer.Call;
import dev.bulkhead.protocol.home.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that many people run say the same behind us as without us: each tool, prompt, resource and template of theirs. */
class OfficialServersTest {
    private static final List<String> LISTS =
            List.of("tools/list", "prompts/list", "resources/list", "resources/templates/list");

    /** Members that a bridge adds for a modern host: documented in the digest of revision 2026-07-28. */
    private static final List<String> BRIDGED = List.of("resultType", "ttlMs", "cacheScope", "_meta");

    private static final String ARROW = " → ";
    private static final String TENANT = "acme";

    private static Npm npm;
    private static Agency agency;

    /** All three serve one tenant, installed as their pages say. */
    @BeforeAll
    static void start() throws Exception {
        npm = Npm.installed();
        agency = Agency.signedInTo(TENANT);
        Files.createDirectories(agency.workspace(TENANT).resolve("files"));
        for (OfficialServer server : OfficialServer.values()) {
            List<String> command = new ArrayList<>(List.of("npx", "-y", server.npmPackage()));
            command.addAll(server.arguments());
            List<String> variables = List.of("MEMORY_FILE_PATH=/workspace/memory.jsonl");
            agency.addServer(TENANT, server.label(), variables, command);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    /** A fresh workspace for each question: servers keep what they were told in it. */
    @BeforeEach
    void forget() throws IOException {
        Trees.delete(agency.workspace(TENANT).resolve("files"));
        Files.createDirectories(agency.workspace(TENANT).resolve("files"));
        Files.deleteIfExists(agency.workspace(TENANT).resolve("memory.jsonl"));
    }

    /** What a server said to all that it was asked, by what it was asked. */
    private record Said(Map<String, String> lists, List<String> outcomes) {}

    /** The twin of all that follows: what is masked is all that two runs differ in, and no tool is left out. */
    @ParameterizedTest
    @EnumSource(OfficialServer.class)
    @Tag("long")
    void askedTwiceWithoutUsAServerSaysTheSame(OfficialServer server, @TempDir Path one, @TempDir Path other)
            throws IOException {
        Said first = direct(server, one);
        assertThat(direct(server, other)).isEqualTo(first);
        assertThat(called(server, "tools/call")).isEqualTo(listed(first, "tools/list", "tools", "name"));
        assertThat(called(server, "prompts/get")).isEqualTo(listed(first, "prompts/list", "prompts", "name"));
        assertThat(first.outcomes()).noneMatch(outcome -> outcome.contains("Invalid arguments"));
    }

    @ParameterizedTest
    @EnumSource(OfficialServer.class)
    void aLegacyHostGetsTheSameAnswersCharacterForCharacter(OfficialServer server, @TempDir Path folder)
            throws IOException {
        Said expected = direct(server, folder);
        Said said = behindUs(server, Revision.LEGACY);
        assertThat(said.outcomes()).isEqualTo(expected.outcomes());
        for (String list : LISTS) {
            assertThat(entries(said, list, server.label() + "__")).as(list).containsAll(entries(expected, list, ""));
        }
    }

    @ParameterizedTest
    @Tag("long")
    @EnumSource(OfficialServer.class)
    void aModernHostGetsTheSameAnswersWithWhatItsRevisionWants(OfficialServer server, @TempDir Path folder)
            throws IOException {
        Said expected = direct(server, folder);
        Said said = behindUs(server, Revision.MODERN);
        for (int i = 0; i < server.calls().size(); i++) {
            // A modern host cannot run a legacy task: it gets the task's result instead of the refusal.
            if (!server.calls().get(i).toString().contains("simulate-research-query")) {
                assertThat(unbridged(said.outcomes().get(i)))
                        .as(server.calls().get(i).toString())
                        .isEqualTo(unbridged(expected.outcomes().get(i)));
            }
        }
    }

    private static Said behindUs(OfficialServer server, Revision revision) throws IOException {
        HostSession.Start start = agency.bulkhead().host(TENANT);
        try (RawHost host = RawHost.launch(revision, start.command(), start.environment())) {
            return ask(server, host, server.label() + "__", "/workspace");
        }
    }

    /** The entries of a list, with the names that they have without us. */
    private static Set<String> entries(Said said, String list, String prefix) throws IOException {
        Set<String> entries = new TreeSet<>();
        JsonNode result = Json.read(said.lists().getOrDefault(list, "{}"));
        for (String member : List.of("tools", "prompts", "resources", "resourceTemplates")) {
            for (JsonNode entry : result.path(member)) {
                entries.add(entry.toString().replaceFirst("\"name\":\"" + prefix, "\"name\":\""));
            }
        }
        return entries;
    }

    private static JsonNode unbridged(String outcome) throws IOException {
        ObjectNode result = (ObjectNode) Json.read(outcome.substring(outcome.indexOf(ARROW) + ARROW.length()));
        return result.remove(BRIDGED);
    }

    private static Said direct(OfficialServer server, Path folder) throws IOException {
        Files.createDirectories(folder.resolve("files"));
        List<String> command = new ArrayList<>(List.of("env", "-C", folder.toString()));
        command.addAll(npm.command(
                "node_modules/@modelcontextprotocol/server-" + server.label() + "/dist/index.js", server.arguments()));
        Map<String, String> environment = new HashMap<>(Launch.environment(folder));
        environment.put("MEMORY_FILE_PATH", folder.resolve("memory.jsonl").toString());
        try (RawHost host = RawHost.launch(Revision.LEGACY, command, environment)) {
            return ask(server, host, "", folder.toRealPath().toString());
        }
    }

    /** Asks for all lists, once the server has settled, and makes all calls. */
    private static Said ask(OfficialServer server, RawHost host, String prefix, String folder) throws IOException {
        Await.until(
                "the server's tools are all there",
                HostSession.LIMIT,
                () -> names(host.result("tools/list", Json.object()), "tools", "name")
                        .containsAll(called(server, "tools/call").stream()
                                .map(name -> prefix + name)
                                .toList()));
        Map<String, String> lists = new LinkedHashMap<>();
        for (String list : LISTS) {
            lists.put(list, host.outcome(list, Json.object()));
        }
        List<String> outcomes = new ArrayList<>();
        for (Call call : server.calls()) {
            String outcome = host.outcome(call.method(), call.params(prefix));
            outcomes.add(call + ARROW + masked(call, outcome.replace(folder, "FOLDER")));
        }
        return new Said(lists, outcomes);
    }

    /** Takes out what differs from run to run, and nothing else. */
    private static String masked(Call call, String outcome) {
        return switch (call.differs()) {
            case NOTHING -> outcome;
            case ENVIRONMENT -> outcome.replaceAll("\"text\":\"(\\\\.|[^\"\\\\])*\"", "\"text\":\"ENVIRONMENT\"");
            case TIME_OF_DAY -> outcome.replaceAll("\\d{1,2}:\\d{2}:\\d{2}[^A-Z\"]?(AM|PM)?", "TIME");
            case BLOB -> outcome.replaceAll("\"blob\":\"[^\"]*\"", "\"blob\":\"BLOB\"");
            case FILE_TIMES -> outcome.replaceAll("(created|modified|accessed): [^\\\\\"]*", "$1: TIME");
        };
    }

    private static Set<String> called(OfficialServer server, String method) {
        Set<String> names = new TreeSet<>();
        for (Call call : server.calls()) {
            if (call.method().equals(method)) {
                names.add(call.params().path("name").asText());
            }
        }
        return names;
    }

    private static Set<String> listed(Said said, String list, String member, String name) throws IOException {
        return names(said.lists().getOrDefault(list, "{}"), member, name);
    }

    private static Set<String> names(String result, String member, String name) throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode one : Json.read(result).path(member)) {
            names.add(one.path(name).asText());
        }
        return names;
    }
}
