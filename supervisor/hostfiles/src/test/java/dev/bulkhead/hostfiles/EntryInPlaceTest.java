package dev.bulkhead.hostfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An entry that is in a host's file already: what is changed of it, what stays, and what is shown of that. */
class EntryInPlaceTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final String NAME = Entry.name(ACME);
    private static final Entry ENTRY = Entry.of(ACME, new Launcher(Path.of("/opt/bulkhead/bulkhead"), Map.of()));

    private static final Entry AT_HOME = new Entry(
            "/new/bulkhead", List.of("connect", "--tenant", "acme"), Map.of("BULKHEAD_HOME", "/home of/acme"));

    @TempDir
    Path folder;

    private HostFile file(HostProgram host, String text) throws IOException {
        return new HostFile(host, Files.writeString(folder.resolve("settings"), text));
    }

    private String put(HostProgram host, String text) throws IOException {
        return file(host, text).put(NAME, ENTRY).after();
    }

    @ParameterizedTest
    @EnumSource(HostProgram.class)
    void whatEachHostWritesIsChangedInPlaceAndBackAgain(HostProgram host) throws IOException {
        HostFile file = new HostFile(host, folder.resolve("settings"));
        HostFile.write(file.put(NAME, ENTRY), InstantSource.system());
        String before = Files.readString(file.path());
        HostFile.write(file.put(NAME, AT_HOME), InstantSource.system());
        assertThat(file.entries()).containsExactly(Map.entry(NAME, AT_HOME));
        assertThat(file.put(NAME, AT_HOME).isNone()).isTrue();
        HostFile.write(file.put(NAME, ENTRY), InstantSource.system());
        assertThat(file.path()).hasContent(before);
    }

    @Test
    void whatElseStandsInAnEntryOfJsonStaysAndSoItsPlace() throws IOException {
        String text = """
                {
                  "mcpServers": {
                    "bulkhead-acme": { // mine
                      "disabled": true,
                      "command": "/old/bulkhead", // moved
                      "args": ["connect", "--tenant", "acme"],
                      "includeTools": ["read_file"], /* not write_file */
                      "env": { "BULKHEAD_HOME": "/old", "LANG": "C.UTF-8" /* theirs */ },
                      "timeout": 1.50
                    },
                    "b": {}
                  }
                }
                """;
        assertThat(put(HostProgram.GEMINI_CLI, text))
                .isEqualTo(text.replace("/old/bulkhead", "/opt/bulkhead/bulkhead")
                        .replace(" \"BULKHEAD_HOME\": \"/old\",", ""));
        HostFile file = file(HostProgram.GEMINI_CLI, text);
        assertThat(file.put(NAME, AT_HOME).after())
                .isEqualTo(text.replace("/old/bulkhead", "/new/bulkhead").replace("\"/old\"", "\"/home of/acme\""));
    }

    @Test
    void aRestrictionInAnEntryOfTomlStaysAndSoItsPlace() throws IOException {
        String text = """
                [mcp_servers.bulkhead-acme] # mine
                # only these
                enabled_tools = ["read_file"]
                command = "/old/bulkhead" # moved
                args = [
                  "connect", # [ not a table ]
                  "--tenant=acme",
                ]

                # asked each time
                [mcp_servers.bulkhead-acme.tools.write_file]
                approval_mode = "prompt"

                [mcp_servers.bulkhead-acme.env]
                BULKHEAD_HOME = '/old'
                'LANG' = \"""
                [C]\"""

                [last]
                at = 2026-11-22 10:00:00 # a date
                """;
        assertThat(file(HostProgram.CODEX, text).put(NAME, AT_HOME).after())
                .isEqualTo(text.replace("/old/bulkhead", "/new/bulkhead")
                        .replace("'/old'", "\"/home of/acme\"")
                        .replace(
                                "[\n  \"connect\", # [ not a table ]\n  \"--tenant=acme\",\n]",
                                "[\"connect\", \"--tenant\", \"acme\"]"));
        assertThat(put(HostProgram.CODEX, text)).contains("enabled_tools").doesNotContain("BULKHEAD_HOME");
        String inline =
                "[mcp_servers]\nbulkhead-acme = { command = \"x\", enabled_tools = [\"a\"] }\nb = { command = \"y\" }\n";
        assertThat(put(HostProgram.CODEX, inline))
                .isEqualTo(
                        "[mcp_servers]\nbulkhead-acme = { command = \"/opt/bulkhead/bulkhead\", enabled_tools = [\"a\"],"
                                + " args = [\"connect\", \"--tenant\", \"acme\"] }\nb = { command = \"y\" }\n");
        String dotted = "mcp_servers.bulkhead-acme.command = \"x\"\nmcp_servers.b.command = \"y\"\n";
        assertThatThrownBy(() -> put(HostProgram.CODEX, dotted)).hasMessageContaining("is left as it was");
        assertThat(file(HostProgram.CODEX, dotted).remove(List.of(NAME)).after())
                .isEqualTo("mcp_servers.b.command = \"y\"\n");
    }

    @Test
    void whatElseStandsInAnEntryOfYamlStaysAndSoItsPlace() throws IOException {
        String text = """
                extensions:
                  developer: { enabled: true }
                  bulkhead-acme: # mine
                    # ü\uD83D\uDE00
                    enabled: false
                    available_tools:
                    - read_file
                    cmd: /old/bulkhead # moved
                    args:
                    - connect
                    - '--tenant=acme' # the client
                    envs:
                      LANG: C
                  z: {}
                """;
        String after = text.replace("/old/bulkhead", "\"/new/bulkhead\"")
                .replace("args:\n    - connect\n    - '--tenant=acme'", "args: [\"connect\", \"--tenant\", \"acme\"]")
                .replace("envs:\n", "envs:\n      BULKHEAD_HOME: \"/home of/acme\"\n");
        assertThat(file(HostProgram.GOOSE, text).put(NAME, AT_HOME).after()).isEqualTo(after);
        assertThat(file(HostProgram.GOOSE, text.replace("\n", "\r\n"))
                        .put(NAME, AT_HOME)
                        .after())
                .isEqualTo(after.replace("\n", "\r\n"));
        assertThat(put(HostProgram.GOOSE, "extensions:\n  bulkhead-acme: {cmd: x, enabled: false}\n"))
                .isEqualTo("extensions:\n  bulkhead-acme: { cmd: \"/opt/bulkhead/bulkhead\", enabled: false,"
                        + " args: [\"connect\", \"--tenant\", \"acme\"] }\n");
    }

    @Test
    void anEntryIsFoundByWhatItStartsWhateverItsName() throws IOException {
        for (String start : List.of(
                "\"command\":\"/old/bulkhead\",\"args\":[\"connect\",\"--tenant\",\"acme\"]",
                "\"command\":\"/old/bulkhead\",\"args\":[\"connect\",\"--tenant=acme\"]",
                "\"command\":\"C:\\\\B\\\\bulkhead.cmd\",\"args\":[\"connect\",\"--tenant\",\"acme\"]",
                "\"command\":\"sh\",\"args\":[\"/old/bulkhead\",\"connect\",\"--tenant\",\"acme\"]")) {
            HostFile file = file(HostProgram.CURSOR, "{\"mcpServers\":{\"acme-corp\":{" + start + "},\"b\":{}}}");
            assertThat(Configured.in(file)).as(start).singleElement().satisfies(found -> {
                assertThat(found.name()).isEqualTo("acme-corp");
                assertThat(found.tenant()).contains(ACME);
            });
            Change added = file.connect(ACME, ENTRY);
            assertThat(added.names()).as(start).containsExactly("acme-corp");
            assertThat(added.after()).as(start).doesNotContain(NAME);
            HostFile.write(added, InstantSource.system());
            assertThat(file.entries()).as(start).containsEntry("acme-corp", ENTRY);
            assertThat(file.connect(ACME, ENTRY).isNone()).isTrue();
            assertThat(file.disconnect(new TenantId("globex")).isNone()).isTrue();
            HostFile.write(file.disconnect(ACME), InstantSource.system());
            assertThat(file.entries()).as(start).containsOnlyKeys("b");
        }
    }

    @Test
    void allThatStartATenantGoAndWhatStartsAnotherStays() throws IOException {
        String acme = "{\"command\":\"/b/bulkhead\",\"args\":[\"connect\",\"--tenant\",\"acme\"]}";
        String globex = acme.replace("acme", "globex");
        HostFile file = file(
                HostProgram.CURSOR,
                "{\"mcpServers\":{\"a\":" + acme + ",\"bulkhead-acme\":" + globex + ",\"c\":" + acme
                        + ",\"theirs\":{\"command\":\"x\",\"args\":[\"connect\",\"--tenant\",\"acme\"]}}}");
        Change removed = file.disconnect(ACME);
        assertThat(removed.names()).containsExactly("a", "c");
        HostFile.write(removed, InstantSource.system());
        assertThat(file.entries()).containsOnlyKeys("bulkhead-acme", "theirs");
        HostFile vain = file(HostProgram.CURSOR, "{\"mcpServers\":{\"bulkhead-acme\":{\"command\":\"gone\"}}}");
        assertThat(vain.disconnect(ACME).names()).containsExactly(NAME);
    }

    @Test
    void whatFollowsTheActiveWorkspaceIsListedAndBelongsToNoTenant() throws IOException {
        HostFile file = file(
                HostProgram.CURSOR, "{\"mcpServers\":{\"b\":{\"command\":\"/b/bulkhead\",\"args\":[\"connect\"]}}}");
        assertThat(Configured.in(file))
                .singleElement()
                .satisfies(found -> assertThat(found.tenant()).isEmpty());
        assertThat(file.disconnect(ACME).isNone()).isTrue();
        assertThat(file.connect(ACME, ENTRY).names()).containsExactly(NAME);
    }

    @ParameterizedTest
    @EnumSource(HostProgram.class)
    void onlyOurEntryIsShownAndNoValueThatMayBeSecret(HostProgram host) throws IOException {
        HostFile file = new HostFile(host, folder.resolve("settings"));
        Entry secret = new Entry("npx", List.of("-y", "S3CRET"), Map.of("API_KEY", "S3CRET"));
        HostFile.write(file.put("aaa", secret), InstantSource.system());
        HostFile.write(file.put("zzz", secret), InstantSource.system());
        HostFile.write(file.put(NAME, secret), InstantSource.system());
        Change change = file.connect(ACME, AT_HOME);
        assertThat(change.lines())
                .anyMatch(line -> line.startsWith("+") && line.contains("/new/bulkhead"))
                .anyMatch(line -> line.contains("BULKHEAD_HOME") && line.contains("/home of/acme"))
                .anyMatch(line -> line.contains("API_KEY"))
                .noneMatch(line -> line.contains("S3CRET") || line.contains("aaa") || line.contains("zzz"));
        assertThat(change).asString().doesNotContain("S3CRET");
        HostFile.write(change, InstantSource.system());
        assertThat(file.disconnect(ACME).lines())
                .allMatch(line -> line.startsWith("- "))
                .noneMatch(line -> line.contains("S3CRET") || line.contains("aaa") || line.contains("zzz"));
    }

    @Test
    void nothingIsShownOfAFileOnOneLineButOurEntry() throws IOException {
        Change change = file(HostProgram.CURSOR, "{\"mcpServers\":{\"a\":{\"env\":{\"KEY\":\"S3CRET\"}}}}")
                .connect(ACME, ENTRY);
        assertThat(change.lines())
                .containsExactly(
                        "+ \"bulkhead-acme\": {",
                        "+   \"command\": \"/opt/bulkhead/bulkhead\",",
                        "+   \"args\": [ \"connect\", \"--tenant\", \"acme\" ]",
                        "+ }");
    }

    @Test
    void aRefusalQuotesNothingOfTheFile() throws IOException {
        for (HostProgram host : List.of(HostProgram.CURSOR, HostProgram.CODEX, HostProgram.GOOSE)) {
            for (String text : List.of("key: \"S3CRET\": x\n", "key = S3CRET\n", "{\"key\": S3CRET}", "S3CRET")) {
                HostFile file = file(host, text);
                try {
                    file.connect(ACME, ENTRY);
                } catch (HostFileException e) {
                    assertThat(e.getMessage() + e.toPaste()).as(text).doesNotContain("S3CRET");
                }
            }
        }
    }
}
