package dev.bulkhead.hostfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An entry of ours comes into a host's file and goes out of it again, and nothing else in the file is another. */
class HostFileTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
    private static final TenantId ACME = new TenantId("acme");
    private static final Launcher LAUNCHER = new Launcher(Path.of("/opt/bulkhead/bulkhead"), Map.of());
    private static final String NAME = Entry.name(ACME);
    private static final Entry ENTRY = Entry.of(ACME, LAUNCHER);

    @TempDir
    Path folder;

    private HostFile file(HostProgram host, String text) throws IOException {
        Path path = folder.resolve("settings");
        Files.writeString(path, text);
        return new HostFile(host, path);
    }

    private String put(HostProgram host, String text) throws IOException {
        return file(host, text).put(NAME, ENTRY).after();
    }

    private String putAndRemoved(HostProgram host, String text) throws IOException {
        HostFile file = file(host, text);
        HostFile.write(file.put(NAME, ENTRY), CLOCK);
        return file.remove(List.of(NAME)).after();
    }

    @ParameterizedTest
    @EnumSource(HostProgram.class)
    void intoAFileThatIsNotThereAndOutOfItAgain(HostProgram host) throws IOException {
        HostFile file = new HostFile(host, folder.resolve("new/settings"));
        Entry entry =
                new Entry("/opt/bulkhead", List.of("connect", "--tenant", "acme"), Map.of("BULKHEAD_HOME", "/x y"));
        assertThat(HostFile.write(file.put(NAME, entry), CLOCK)).isEmpty();
        assertThat(file.entries()).containsExactly(Map.entry(NAME, entry));
        assertThat(entry.tenant()).contains(ACME);
        assertThat(file.put(NAME, entry).isNone()).isTrue();
        HostFile.write(file.remove(List.of(NAME)), CLOCK);
        assertThat(file.entries()).isEmpty();
    }

    @Test
    void commentsOrderAndIndentationOfJsonStay() throws IOException {
        String text = """
                // my settings
                {
                    "zeta": 1, /* first */
                    "mcpServers": {
                        "github": { "command": "npx", "args": ["-y", "x"] } // mine
                    },
                    "alpha": [1, 2,],
                }
                """;
        assertThat(put(HostProgram.CURSOR, text)).isEqualTo("""
                        // my settings
                        {
                            "zeta": 1, /* first */
                            "mcpServers": {
                                "github": { "command": "npx", "args": ["-y", "x"] }, // mine
                                "bulkhead-acme": {
                                    "command": "/opt/bulkhead/bulkhead",
                                    "args": [ "connect", "--tenant", "acme" ]
                                }
                            },
                            "alpha": [1, 2,],
                        }
                        """);
        assertThat(putAndRemoved(HostProgram.CURSOR, text)).isEqualTo(text);
    }

    @Test
    void aCommaAfterTheLastMemberStays() throws IOException {
        String text = "{\r\n\t\"servers\": {\r\n\t\t\"a\": {},\r\n\t},\r\n}\r\n";
        String after = put(HostProgram.VSCODE, text);
        assertThat(after)
                .startsWith(
                        "{\r\n\t\"servers\": {\r\n\t\t\"a\": {},\r\n\t\t\"bulkhead-acme\": {\r\n\t\t\t\"type\": \"stdio\",");
        assertThat(after).endsWith("\r\n\t\t},\r\n\t},\r\n}\r\n").doesNotContain("\n\n");
        assertThat(putAndRemoved(HostProgram.VSCODE, text)).isEqualTo(text);
    }

    @Test
    void emptyObjectsAndFilesWithoutServersAreFilled() throws IOException {
        for (String text : List.of(
                "{}", "{ }\n", "{\"a\":1}", "{\n  \"mcpServers\": {}\n}\n", "{\"mcpServers\":{\"x\":{}}}", "")) {
            HostFile file = file(HostProgram.GEMINI_CLI, text);
            HostFile.write(file.put(NAME, ENTRY), CLOCK);
            assertThat(file.entries()).as(text).containsEntry(NAME, ENTRY);
            HostFile.write(file.remove(List.of(NAME)), CLOCK);
            assertThat(file.entries()).as(text).doesNotContainKey(NAME);
        }
    }

    @Test
    void aFileOfCommentsAloneIsEmptyAndKeepsThem() throws IOException {
        for (String text : List.of("// mine\n", "// mine\r\n\r\n", "/* mine */", "// mine")) {
            HostFile file = file(HostProgram.VSCODE, text);
            assertThat(file.entries()).as(text).isEmpty();
            assertThat(file.remove(List.of(NAME)).isNone()).as(text).isTrue();
            HostFile.write(file.put(NAME, ENTRY), CLOCK);
            assertThat(file.entries()).as(text).containsExactly(Map.entry(NAME, ENTRY));
            assertThat(Files.readString(file.path()))
                    .startsWith(text.stripTrailing() + Syntax.lineEnd(text) + "{")
                    .satisfies(after -> assertThat(after.contains("\r")).isEqualTo(text.contains("\r")));
        }
    }

    @Test
    void anEntryOfOursIsReplacedWhereItStands() throws IOException {
        String text = "{\"mcpServers\": {\"bulkhead-acme\": {\"command\": \"old\"}, \"b\": {}}}";
        HostFile file = file(HostProgram.CLAUDE_DESKTOP, text);
        HostFile.write(file.put(NAME, ENTRY), CLOCK);
        assertThat(file.entries()).containsOnlyKeys(NAME, "b").containsEntry(NAME, ENTRY);
    }

    @Test
    void theFirstTheMiddleAndTheLastAreTakenOut() throws IOException {
        for (String text : List.of(
                "{\"mcpServers\": {\"bulkhead-acme\": {}, \"b\": {}}}",
                "{\"mcpServers\": {\"a\": {}, \"bulkhead-acme\": {}, \"b\": {}}}",
                "{\"mcpServers\": {\"b\": {}, \"bulkhead-acme\": {}}}",
                "{\"mcpServers\": {\"b\": {}, /* , */ \"bulkhead-acme\": {},}}")) {
            HostFile file = file(HostProgram.CLAUDE_DESKTOP, text);
            HostFile.write(file.remove(List.of(NAME)), CLOCK);
            assertThat(file.entries()).as(text).containsKey("b").doesNotContainKey(NAME);
        }
    }

    @Test
    void aTableOfTomlComesLastAndGoesAgain() throws IOException {
        String text = """
                model = "gpt" # the good one

                [mcp_servers.docs] # theirs
                command = "docs"
                args = [
                  "[x]",
                ]

                # about me
                [profile]
                name = "ada"
                """;
        String after = put(HostProgram.CODEX, text);
        assertThat(after).isEqualTo(text + """

                        [mcp_servers.bulkhead-acme]
                        command = "/opt/bulkhead/bulkhead"
                        args = ["connect", "--tenant", "acme"]
                        startup_timeout_sec = 60
                        """);
        assertThat(putAndRemoved(HostProgram.CODEX, text)).isEqualTo(text);
        String inTheMiddle = after + "\n# the last\n[last]\nx = 1\n";
        assertThat(file(HostProgram.CODEX, inTheMiddle).remove(List.of(NAME)).after())
                .isEqualTo(text + "\n# the last\n[last]\nx = 1\n");
    }

    @Test
    void aBlockOfYamlComesFirstBelowItsKeyAndGoesAgain() throws IOException {
        String text = """
                # goose
                provider: openai
                extensions:
                    # the one that came with it
                    developer:
                        enabled: true
                        timeout: 300
                last: 1
                """;
        assertThat(put(HostProgram.GOOSE, text))
                .contains("extensions:\n    bulkhead-acme:\n      name: \"bulkhead-acme\"\n")
                .contains(
                        "      args: [\"connect\", \"--tenant\", \"acme\"]\n    # the one that came with it\n    developer:\n");
        assertThat(putAndRemoved(HostProgram.GOOSE, text)).isEqualTo(text);
        assertThat(putAndRemoved(HostProgram.GOOSE, "a: 1\nextensions: {}\n")).isEqualTo("a: 1\nextensions:\n");
    }

    @Test
    void whatCannotBeChangedAloneIsLeftAndSaysWhatToPaste() throws IOException {
        for (Map.Entry<HostProgram, String> each : Map.of(
                        HostProgram.GOOSE, "extensions: { a: { cmd: x } }\n",
                        HostProgram.CODEX, "mcp_servers = { a = { command = \"x\" } }\n",
                        HostProgram.CURSOR, "{\"mcpServers\": [1]}")
                .entrySet()) {
            assertThatThrownBy(() -> put(each.getKey(), each.getValue()))
                    .isInstanceOf(HostFileException.class)
                    .hasMessageContaining("is left as it was")
                    .hasMessageContaining("by hand")
                    .satisfies(refused ->
                            assertThat(((HostFileException) refused).toPaste()).contains(NAME));
        }
    }

    @Test
    void aFileThatIsBrokenIsNamedAndLeft() throws IOException {
        for (HostProgram host : List.of(HostProgram.CURSOR, HostProgram.CODEX, HostProgram.GOOSE)) {
            HostFile file = file(host, "{\"a\": \n  [}\n");
            assertThatThrownBy(file::entries)
                    .isInstanceOf(HostFileException.class)
                    .hasMessageContaining("settings");
            assertThatThrownBy(() -> file.put(NAME, ENTRY)).isInstanceOf(HostFileException.class);
        }
        for (String text : List.of(
                "{\"mcpServers\": {}, \"mcpServers\": {}}",
                "{\"mcpServers\": {}}}",
                "{\"mcpServers\": {}} {\"mcpServers\": {}}",
                "// a\n\"text\"",
                "{\"mcpServers\": {\"bulkhead-acme\": {}}} x")) {
            HostFile file = file(HostProgram.CURSOR, text);
            assertThatThrownBy(file::entries).as(text).isInstanceOf(HostFileException.class);
            assertThatThrownBy(() -> file.put(NAME, ENTRY)).as(text).isInstanceOf(HostFileException.class);
            assertThatThrownBy(() -> file.remove(List.of(NAME))).as(text).isInstanceOf(HostFileException.class);
        }
    }
}
