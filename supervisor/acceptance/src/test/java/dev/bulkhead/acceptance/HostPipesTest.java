package dev.bulkhead.acceptance;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host's pipes are read and written by the supervisor itself; whatever else its stdio is, the launcher copies. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostPipesTest {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}";
    private static final String HELLO =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"pipes\",\"version\":\"1\"}}}\n"
                    + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme");
        try (HostSession first = agency.host("acme")) {
            assertThat(first.tools()).isNotEmpty();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static List<Path> files(long pid) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.map(HostPipesTest::target).toList();
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return descriptor; // Closed since it was listed.
        }
    }

    private static List<Path> pipesOf(long launcher) {
        return List.of(target(Path.of("/proc/" + launcher + "/fd/0")), target(Path.of("/proc/" + launcher + "/fd/1")));
    }

    private static JsonNode sessions() throws IOException {
        return agency.bulkhead().status("acme").path("sessions");
    }

    @Test
    void theSupervisorHoldsThemWhileTheSessionLivesAndNoLonger() throws Exception {
        long supervisor = agency.bulkhead().supervisorPid();
        List<Path> pipes;
        try (HostSession host = agency.host("acme")) {
            assertThat(host.tools()).contains("read_file");
            pipes = pipesOf(host.launcherPid());
            assertThat(files(supervisor)).containsAll(pipes);
        }
        Await.until(
                "the pipes are closed", SOON, () -> files(supervisor).stream().noneMatch(pipes::contains));
    }

    @Test
    void aLauncherThatIsKilledEndsItsSessionThoughItsHostKeepsThePipes() throws Exception {
        HostSession.Start start = agency.bulkhead().host("acme").asChildOfThisProcess();
        Process launcher = Launch.builder(start.command(), start.environment()).start();
        try (OutputStream in = launcher.getOutputStream();
                BufferedReader out = launcher.inputReader(StandardCharsets.UTF_8)) {
            in.write((HELLO + LIST + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
            assertThat(out.readLine()).contains("\"id\":1");
            assertThat(out.readLine()).contains("read_file");
            int before = sessions().asInt();
            Processes.signal("KILL", launcher.pid());
            assertThat(out.readLine()).as("the end").isNull();
            Await.until("the session has ended", SOON, () -> sessions().asInt() < before);
        } finally {
            launcher.destroyForcibly();
        }
    }

    @Test
    void aHostThatClosesItsEndHasItsAnswersAndTheLaunchersExitZero() throws Exception {
        Result all = agency.bulkhead().connect("acme", "", HELLO + LIST + "\n");
        assertThat(all.exit()).isZero();
        assertThat(all.out()).contains("\"id\":2", "read_file");
    }

    @Test
    void aSupervisorThatIsGoneIsExitOne() throws Exception {
        try (Agency other = Agency.signedInTo("globex");
                HostSession host = other.host("globex")) {
            assertThat(host.tools()).isNotEmpty();
            Processes.signal("KILL", other.bulkhead().supervisorPid());
            assertThat(host.exitCode(SOON)).isEqualTo(1);
        }
    }

    @Test
    void aHostThatLeavesASupervisorThatDoesNotAnswerIsNotWaitedFor() throws Exception {
        try (Agency other = Agency.of("globex")) {
            long supervisor = other.bulkhead().supervisorPid();
            Processes.signal("STOP", supervisor);
            try (HostSession host = other.bulkhead().host("globex").open()) {
                host.closeStdin();
                assertThat(host.exitCode(Duration.ofSeconds(6))).isZero();
            } finally {
                Processes.signal("CONT", supervisor);
            }
        }
    }

    @Test
    void filesAsStdinAndStdoutAreCopiedByTheLauncher(@TempDir Path folder) throws Exception {
        Path in = Files.writeString(folder.resolve("in"), HELLO + LIST + "\n");
        Path out = folder.resolve("out");
        HostSession.Start start = agency.bulkhead().host("acme");
        Process launcher = Launch.builder(start.command(), start.environment())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .start();
        assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.exitValue()).isZero();
        assertThat(Files.readString(out)).contains("\"id\":1", "\"id\":2", "read_file");
    }

    /** What hosts on Node.js give to a server they start: unix sockets, which nobody else can open. */
    @Test
    void socketsAreCopiedByTheLauncher() throws Exception {
        HostSession.Start start = agency.bulkhead().host("acme").asChildOfThisProcess();
        String script = "const {spawn} = require('child_process');"
                + "const p = spawn(process.argv[1], process.argv.slice(2), {stdio: ['pipe', 'pipe', 'inherit']});"
                + "console.log(require('fs').readlinkSync('/proc/' + p.pid + '/fd/0'));"
                + "p.stdout.pipe(process.stdout); process.stdin.pipe(p.stdin); p.on('exit', c => process.exit(c));";
        List<String> command = Stream.concat(Stream.of("node", "-e", script), start.command().stream())
                .toList();
        Process host = Launch.builder(command, start.environment()).start();
        try (OutputStream in = host.getOutputStream();
                BufferedReader out = host.inputReader(StandardCharsets.UTF_8)) {
            String socket = out.readLine();
            assertThat(socket).startsWith("socket:");
            in.write((HELLO + LIST + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
            assertThat(out.readLine()).contains("\"id\":1");
            assertThat(out.readLine()).contains("read_file");
            in.close();
            assertThat(host.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(host.exitValue()).isZero();
        } finally {
            host.destroyForcibly();
        }
    }

    /** A pipe with room for less than the answers: some are written at once, some by who waits, each whole and once. */
    @Test
    void aHostThatReadsLateHasEachAnswerOnceAndWholeAndHoldsUpNobody() throws Exception {
        int calls = 900;
        Files.writeString(agency.workspace("acme").resolve("small.txt"), "x".repeat(300));
        HostSession.Start start = agency.bulkhead().host("acme");
        Process late = Launch.builder(start.command(), start.environment()).start();
        try (HostSession other = agency.host("acme");
                OutputStream in = late.getOutputStream();
                BufferedReader out = late.inputReader(StandardCharsets.UTF_8)) {
            in.write(HELLO.getBytes(StandardCharsets.UTF_8));
            in.flush();
            Thread writes = Thread.ofVirtual().start(() -> write(in, calls));
            for (int i = 0; i < 50; i++) {
                assertThat(other.call("read_file", "path", "small.txt").has("result"))
                        .isTrue();
            }
            assertThat(Json.read(out.readLine()).path("id").asInt()).isEqualTo(1);
            List<Integer> ids = IntStream.range(0, calls)
                    .map(i -> answer(out))
                    .sorted()
                    .boxed()
                    .toList();
            assertThat(ids).isEqualTo(IntStream.range(100, 100 + calls).boxed().toList());
            writes.join();
        } finally {
            late.descendants().forEach(ProcessHandle::destroyForcibly);
            late.destroyForcibly();
        }
    }

    private static int answer(BufferedReader out) {
        try {
            JsonNode answer = Json.read(out.readLine());
            assertThat(answer.at("/result/structuredContent/content").asText()).hasSize(300);
            return answer.path("id").asInt();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(OutputStream in, int calls) {
        String lines = IntStream.range(100, 100 + calls)
                .mapToObj(id -> "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":"
                        + "{\"name\":\"read_file\",\"arguments\":{\"path\":\"small.txt\"}}}\n")
                .collect(joining());
        try {
            in.write(lines.getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
