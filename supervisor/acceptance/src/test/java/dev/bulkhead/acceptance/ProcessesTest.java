package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each tenant has a server of its own behind a wall of its own; one that dies is missed by its own tenant alone. */
class ProcessesTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex", "dies", "stays");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static long server(String tenant) throws IOException {
        Await.until(
                "the server of " + tenant + " runs",
                SOON,
                () -> agency.bulkhead().status(tenant).path("pid").asLong() > 0);
        return agency.bulkhead().status(tenant).path("pid").asLong();
    }

    @Test
    void eachTenantHasAProcessOfItsOwnInNamespacesOfItsOwn() throws Exception {
        long acme = server("acme");
        long globex = server("globex");
        assertThat(acme).isNotEqualTo(globex);
        for (String kind : List.of("pid", "mnt", "net", "ipc", "uts", "user")) {
            Path ours = namespace(ProcessHandle.current().pid(), kind);
            assertThat(namespace(acme, kind)).as(kind).isNotEqualTo(ours).isNotEqualTo(namespace(globex, kind));
            assertThat(namespace(agency.bulkhead().supervisorPid(), kind))
                    .as(kind)
                    .isEqualTo(ours);
        }
    }

    private static Path namespace(long pid, String kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind));
    }

    @Test
    void aTenantServerHasNoRightsAndNothingInItsEnvironment() throws Exception {
        long acme = server("acme");
        assertThat(Processes.status(acme, "NoNewPrivs")).isEqualTo("1");
        for (String set : List.of("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb")) {
            assertThat(Processes.status(acme, set)).as(set).matches("0+");
        }
        assertThat(Processes.environment(acme))
                .containsExactlyInAnyOrder(
                        "HOME=/workspace", "PATH=/usr/bin", "TMPDIR=/tmp", "LC_ALL=C.UTF-8", "PWD=/workspace");
        long wall = Long.parseLong(Processes.stat(acme).get(1));
        assertThat(Processes.environment(wall)).as("of bwrap").isEmpty();
        assertThat(String.join(" ", Processes.commandLine(acme)))
                .doesNotContain(agency.bulkhead().home().toString());
    }

    @Test
    void aServerThatDiesInTheMiddleOfACallIsNamedAndTheNextCallWorks() throws Exception {
        try (HostSession host = agency.host("dies");
                HostSession other = agency.host("stays")) {
            assertThat(host.tools()).contains("list_files");
            assertThat(other.tools()).contains("list_files");
            long stays = server("stays");
            long pid = server("dies");
            Processes.signal("STOP", pid);
            long id = host.post("tools/call", Json.object("name", "list_files", "arguments", Json.object()));
            Await.until(
                    "the call has begun",
                    SOON,
                    () -> !agency.audit("dies", type("tool_call_started")).isEmpty());
            Processes.signal("KILL", pid);
            JsonNode answer = host.await("the call's end", SOON, HostSession.isAnswerTo(id));
            assertThat(answer.at("/error/message").asText())
                    .contains("tenant 'dies'")
                    .contains("the tenant server has ended");
            assertThat(other.call("list_files").has("result")).isTrue();
            assertThat(host.call("list_files").has("result")).isTrue();
            assertThat(server("dies")).isNotEqualTo(pid);
            assertThat(server("stays")).isEqualTo(stays);
            assertThat(other.untaken()).isEmpty();
        }
        assertThat(agency.audit("dies", type("tool_call")))
                .extracting(row -> row.path("result_status").asText())
                .containsExactly("error", "success");
        assertThat(agency.audit("stays", type("server_started"))).hasSize(1);
    }

    @Test
    void aLauncherEndsWithinASecondOfItsHostsEnd() throws Exception {
        try (HostSession host = agency.host("globex")) {
            assertThat(host.tools()).isNotEmpty();
            long launcher = host.launcherPid();
            host.closeStdin();
            assertThat(host.exitCode(Duration.ofSeconds(1))).isZero();
            assertThat(Processes.isAlive(launcher)).isFalse();
            assertThat(host.stderr()).isEmpty();
        }
    }

    @Test
    void everyFolderAndFileOfTheHomeIsForItsUserAlone() throws Exception {
        Path home = agency.bulkhead().home();
        assertThat(mode(home.resolve("run"))).isEqualTo("rwx------");
        assertThat(mode(home.resolve("run/supervisor.sock"))).isEqualTo("rw-------");
        List<Path> all = LiveFiles.below(home);
        assertThat(all).hasSizeGreaterThan(10);
        for (Path path : all) {
            try {
                if (!path.startsWith(home.resolve("workspaces"))) {
                    assertThat(mode(path)).as(path.toString()).endsWith("------");
                }
            } catch (NoSuchFileException e) {
                continue; // It was written anew meanwhile.
            }
        }
        assertThat(mode(home.resolve("workspaces"))).isEqualTo("rwx------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
