package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Names that the consultant's own tools obey, in the workspace of a running tenant: kept closed, and left as they were. */
class WorkspaceNamesTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.of();
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static List<String> in(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static String text(JsonNode answer) {
        return answer.path("result").path("content").path(0).path("text").asText();
    }

    @Test
    void aHostReadsThemAndNeitherWritesNorListsThem() throws Exception {
        agency.bulkhead().addTenant("reads", passphrase("reads"));
        Path workspace = agency.workspace("reads");
        Files.createDirectories(workspace.resolve("sub/.git"));
        Files.writeString(workspace.resolve("sub/.git/config"), "[core]");
        Files.writeString(workspace.resolve("CLAUDE.md"), "notes");
        agency.signIn("reads");
        try (HostSession host = agency.host("reads")) {
            for (String path :
                    List.of(".git/hooks/pre-commit", ".envrc", "claude.md", "sub/.git/config", "new/.vscode/x")) {
                JsonNode answer = host.call("write_file", "path", path, "content", "x");
                assertThat(answer.path("result").path("isError").asBoolean())
                        .as(path)
                        .isTrue();
                assertThat(text(answer)).contains("obey");
            }
            assertThat(text(host.call("read_file", "path", "CLAUDE.md"))).contains("notes");
            assertThat(text(host.call("read_file", "path", "sub/.git/config"))).contains("[core]");
            host.call("write_file", "path", "notes.md", "content", "x");
            assertThat(host.call("list_files")
                            .path("result")
                            .path("structuredContent")
                            .path("entries")
                            .findValuesAsText("path"))
                    .containsExactly("notes.md", "sub");
        }
        assertThat(workspace.resolve("CLAUDE.md")).hasContent("notes");
        agency.bulkhead().ok("sign-out", "reads");
        Await.until(
                "the names are free again", SOON, () -> in(workspace).equals(List.of("CLAUDE.md", "notes.md", "sub")));
    }

    @Test
    void whatAKilledSupervisorLeftStandingIsGoneWithTheNextStart() throws Exception {
        agency.has("killed");
        Path workspace = agency.workspace("killed");
        try (HostSession host = agency.host("killed")) {
            host.call("write_file", "path", "notes.md", "content", "x");
        }
        Files.writeString(workspace.resolve(".vscode/settings.json"), "{}");
        assertThat(in(workspace)).contains(".git", ".envrc", ".npmrc", "HEAD");
        List<Long> all = Processes.supervisors(agency.bulkhead().home());
        Processes.signal("KILL", all.getFirst());
        Await.until("it has ended", SOON, () -> all.stream().noneMatch(Processes::isAlive));
        assertThat(in(workspace)).contains(".git");
        agency.bulkhead().ok("start");
        assertThat(in(workspace)).containsExactly(".vscode", "notes.md");
        assertThat(workspace.resolve(".vscode/settings.json")).hasContent("{}");
    }

    @Test
    void aSaveByRenameStartsTheServerAnewAndTheHostGoesOn() throws Exception {
        agency.bulkhead().addTenant("renamed", passphrase("renamed"));
        Path workspace = agency.workspace("renamed");
        Files.writeString(workspace.resolve("CLAUDE.md"), "before");
        agency.signIn("renamed");
        try (HostSession host = agency.host("renamed")) {
            assertThat(text(host.call("read_file", "path", "CLAUDE.md"))).contains("before");
            long server = agency.bulkhead().status("renamed").path("pid").asLong();
            Files.writeString(workspace.resolve("CLAUDE.md.new"), "after");
            Files.move(
                    workspace.resolve("CLAUDE.md.new"), workspace.resolve("CLAUDE.md"), StandardCopyOption.ATOMIC_MOVE);
            Await.until("the server has ended", SOON, () -> !Processes.isAlive(server));
            assertThat(text(host.call("read_file", "path", "CLAUDE.md"))).contains("after");
        }
        List<JsonNode> rows = agency.audit("renamed", type("obeyed_name_exchanged"));
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().path("detail").asText()).startsWith("'CLAUDE.md' was replaced or removed");
    }

    @Test
    void oneThatComesToBeInASubfolderIsInTheAudit() throws Exception {
        agency.has("deeper");
        Path workspace = agency.workspace("deeper");
        try (HostSession host = agency.host("deeper")) {
            host.call("write_file", "path", "sub/notes.md", "content", "x");
            // The first look takes what it sees for what was there before, so one is made until one is seen.
            AtomicInteger folders = new AtomicInteger();
            Await.until("a name has appeared", SOON, () -> {
                Path folder = workspace.resolve("sub/" + folders.incrementAndGet());
                Files.writeString(Files.createDirectories(folder).resolve(".envrc"), "evil");
                return !agency.audit("deeper", type("obeyed_name_appeared")).isEmpty();
            });
        }
        assertThat(agency.audit("deeper", type("obeyed_name_appeared"))
                        .getFirst()
                        .path("detail")
                        .asText())
                .matches("'sub/\\d+/\\.envrc' came to be .*");
    }
}
