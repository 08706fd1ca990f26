package dev.bulkhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each cause that doctor knows, made, and named with its cure; and a machine where all is well. */
class DoctorTest {
    private static final String ME = System.getProperty("user.name");

    @TempDir
    Path folder;

    private BulkheadHome home;
    private Path settings;

    @BeforeEach
    void aHome() throws IOException {
        home = BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.resolve("home").toString()));
        home.create();
        settings = Files.writeString(
                BulkheadHome.privateFile(home.settingsFolder().resolve("acme.yaml")), "version: 1\ntenant: acme\n");
    }

    private List<Finding> looked(Instant now, String me) throws IOException {
        return new HomeCheck(home, now, me).findings();
    }

    private Finding bad() throws IOException {
        return bad(looked(Instant.now(), ME));
    }

    private static Finding bad(List<Finding> findings) {
        List<Finding> bad = findings.stream().filter(finding -> !finding.good()).toList();
        assertThat(bad).hasSize(1);
        assertThat(bad.getFirst().cure()).isNotEmpty();
        return bad.getFirst();
    }

    @Test
    void aHomeAsWeMakeItIsGood() throws IOException {
        assertThat(looked(Instant.now(), ME)).allMatch(Finding::good);
    }

    @Test
    void aHomeThatOthersCanEnter() throws IOException {
        Files.setPosixFilePermissions(home.root(), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(bad().cure()).isEqualTo("chmod 700 " + home.root());
    }

    @Test
    void aFileThatOthersCanRead() throws IOException {
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(bad())
                .matches(found -> found.detail().contains("acme.yaml"))
                .matches(found -> found.cure().startsWith("chmod -R go= "));
    }

    /** A JVM's own report can hold pieces of memory: it is not for sending. */
    @Test
    void aCrashOfTheJvmIsSentToNobody() throws IOException {
        Files.writeString(home.logs().resolve("crash-jvm-7.log"), "#");
        assertThat(bad().cure()).startsWith("send it to nobody");
    }

    @Test
    void whatCannotBeLookedAtHidesNothingElse() {
        assertThat(bad(Finding.orWhyNot("home", () -> {
                            throw new AccessDeniedException("/x");
                        }))
                        .detail())
                .startsWith("cannot be looked at: /x ");
    }

    @Test
    void aHomeThatIsSomebodyElses() throws IOException {
        assertThat(looked(Instant.now(), "somebody"))
                .filteredOn(finding -> !finding.good())
                .extracting(Finding::cure)
                .allMatch(cure -> cure.startsWith("sudo chown -R somebody "));
    }

    @Test
    void aClockThatIsBehindTheFiles() throws IOException {
        Files.setLastModifiedTime(settings, FileTime.from(Instant.now().plus(Duration.ofDays(400))));

        assertThat(bad().cure()).contains("timedatectl");
    }

    @Test
    void logsThatGrowBeyondWhatIsKept() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(home.logs().resolve("other.log").toFile(), "rw")) {
            sparse.setLength(400L << 20);
        }

        assertThat(bad().what()).isEqualTo("logs");
    }

    @Test
    void aCrashOfTheLastDaysIsNamedAndAnOldOneIsNot() throws IOException {
        Path crash = Files.writeString(home.logs().resolve("crash-20261121T101112Z-supervisor.txt"), "report");

        assertThat(bad().detail()).contains(crash.toString());

        Files.setLastModifiedTime(crash, FileTime.from(Instant.now().minus(Duration.ofDays(30))));
        assertThat(looked(Instant.now(), ME)).allMatch(Finding::good);
    }

    @Test
    void aStaleSocketIsNoFaultAndAFileInItsPlaceIsOne() throws IOException {
        assertThat(HomeCheck.notRunning(home).good()).isTrue();

        Files.createFile(home.socket());

        assertThat(HomeCheck.notRunning(home))
                .matches(found ->
                        !found.good() && found.cure().contains(home.socket().toString()));
    }

    @Test
    void aSupervisorThatHoldsTheHomeAndDoesNotAnswer() throws Exception {
        Path lock = BulkheadHome.privateFile(home.run().resolve("supervisor.lock"));
        assertThat(HomeCheck.notRunning(home).good()).isTrue();
        // Another process has to hold it: one that this process held would be an error of its own.
        Process holder = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import fcntl,sys; f=open(sys.argv[1],'r+'); fcntl.lockf(f,fcntl.LOCK_EX); print('held',flush=True); sys.stdin.read()",
                        lock.toString())
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            assertThat(HomeCheck.notRunning(home))
                    .matches(found -> !found.good() && found.cure().contains("supervisor.lock"));
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
    }

    private List<Finding> desktop(Map<String, String> environment) {
        return new DesktopCheck(environment, new Places(Places.Os.LINUX, folder, environment), home).findings();
    }

    @Test
    void aMachineWithoutNodeKeychainAndDisplayIsToldWhatItLacksAndNothingIsBad() {
        assertThat(desktop(Map.of("PATH", folder.toString())))
                .allMatch(Finding::good)
                .extracting(Finding::detail)
                .anyMatch(detail -> detail.startsWith("node and npx not found"))
                .anyMatch(detail -> detail.startsWith("secret-tool not found"))
                .anyMatch(detail -> detail.startsWith("none: 'bulkhead ui'"));
    }

    private void cursorLaunches(String tenant, Path command) throws IOException {
        Files.createDirectories(folder.resolve(".cursor"));
        Files.writeString(folder.resolve(".cursor/mcp.json"), """
                {"mcpServers":{"bulkhead-%s":{"command":"%s","args":["connect","--tenant","%s"],"env":{"BULKHEAD_HOME":"%s"}}}}
                """.formatted(tenant, command, tenant, home.root()));
    }

    @Test
    void anEntryOfAHostWhoseCommandIsGone() throws IOException {
        cursorLaunches("acme", folder.resolve("old/bulkhead"));

        assertThat(bad(desktop(Map.of())).cure()).isEqualTo("bulkhead host add cursor --tenant acme");
    }

    @Test
    void anEntryOfAHostForATenantThatIsGone() throws IOException {
        cursorLaunches("globex", Path.of("/bin/sh"));

        assertThat(bad(desktop(Map.of())).cure()).isEqualTo("bulkhead host remove cursor --tenant globex");
    }

    @Test
    void theCureOfAnEntryInAnotherFileOfTheHostNamesThatFile() throws IOException {
        Files.createDirectories(folder.resolve(".config/Code/User"));
        Path insiders = folder.resolve(".config/Code - Insiders/User/mcp.json");
        Files.createDirectories(insiders.getParent());
        Files.writeString(
                insiders,
                "{\"servers\":{\"work\":{\"command\":\"/old/bulkhead\",\"args\":[\"connect\",\"--tenant=acme\"]}}}");

        assertThat(bad(desktop(Map.of())).cure())
                .isEqualTo("bulkhead host add vscode --tenant acme --file '" + insiders + "'");
    }

    @Test
    void anEntryThatFollowsTheActiveWorkspaceIsCheckedToo() throws IOException {
        Files.createDirectories(folder.resolve(".cursor"));
        Files.writeString(
                folder.resolve(".cursor/mcp.json"),
                "// mine\n{\"mcpServers\":{\"work\":{\"command\":\"/old/bulkhead\",\"args\":[\"connect\"]}}}");

        assertThat(bad(desktop(Map.of())).detail()).contains("'work'", "/old/bulkhead is not there");

        Files.writeString(folder.resolve(".cursor/mcp.json"), "// mine\n");
        assertThat(desktop(Map.of())).allMatch(Finding::good);
    }

    private static List<Finding> running(String status, String servers) throws Exception {
        return SupervisorCheck.findings(
                "/run/x.sock", "1.1.0", (command, tenant) -> json(command.equals("status") ? status : servers));
    }

    private static JsonNode json(String text) throws IOException {
        return ControlClient.JSON.readTree(text.replace('\'', '"'));
    }

    @Test
    void aSupervisorOfAnotherVersionThanWhatIsInstalled() throws Exception {
        assertThat(bad(running("{'supervisor':{'version':'1.0.0'},'tenants':[]}", "{}"))
                        .cure())
                .startsWith("bulkhead stop");
        assertThat(running("{'supervisor':{'version':'1.1.0'},'tenants':[]}", "{}"))
                .allMatch(Finding::good);
    }

    @Test
    void aServerThatWouldNotStart() throws Exception {
        Finding found = bad(running(
                "{'supervisor':{'version':'1.1.0'},'tenants':[{'tenant':'acme','selftest':'55/55'}]}",
                "{'servers':[{'name':'github','problem':'the program node was not found'},{'name':'crm'}]}"));

        assertThat(found.detail()).contains("github", "node was not found");
    }

    @Test
    void aWallThatDidNotHold() throws Exception {
        Finding found = bad(running(
                "{'supervisor':{'version':'1.1.0'},'tenants':[{'tenant':'acme','selftest':'54/55'}]}",
                "{'servers':[]}"));

        assertThat(found.cure()).isEqualTo("bulkhead doctor --escape acme");
    }
}
