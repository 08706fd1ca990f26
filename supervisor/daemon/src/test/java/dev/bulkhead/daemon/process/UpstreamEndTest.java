package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How upstreams end, and what bounds them: whatever one does, nobody else waits for it. */
@Timeout(120)
class UpstreamEndTest {
    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(temporary);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void itEndsWithItsWordAndAfterAllThatItSaid() throws Exception {
        desk.upstream("ends", List.of("node", desk.script("ends.js", """
                        process.stdout.write("x".repeat(3000000) + "\\n", () => { console.error("no licence"); process.exit(3); });
                        """).toString()));
        ServerByHand server = desk.server();
        int lane = server.start("ends", server.openSession());
        JsonNode ended = server.next("ended");
        assertThat(ended.path("lane").asInt()).isEqualTo(lane);
        assertThat(ended.path("message").asText()).isEqualTo("exit status 3; it said last: no licence");
        assertThat(server.receivedBytes(lane)).isEqualTo(3_000_001);
        assertThat(desk.audit()).contains("upstream_ended: ends, pid ");
    }

    @Test
    void itDiesWithItsSessionAndAtAWordAndWhenItsSettingsChange() throws Exception {
        String stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')";
        List<String> command =
                List.of("node", desk.script("stubborn.js", stubborn).toString());
        desk.upstream("one", command);
        desk.upstream("two", command);
        ServerByHand server = desk.server();
        int session = server.openSession();
        int first = server.start("one", session);
        server.line(first);
        long firstPid = server.process.upstreams().getFirst().pid();
        server.say("stop", message -> message.put("lane", first));
        assertThat(server.next("ended").path("lane").asInt()).isEqualTo(first);
        ServerByHand.awaitGone(firstPid);

        int second = server.start("one", session);
        server.line(second);
        int other = server.start("two", session);
        server.line(other);
        desk.upstream("one", command, "CHANGED=yes");
        server.process.upstreams(desk.orders());
        assertThat(server.next("ended").path("lane").asInt()).isEqualTo(second);

        long otherPid = server.process.upstreams().getFirst().pid();
        server.say("closed", message -> message.put("lane", session));
        assertThat(server.next("ended").path("lane").asInt()).isEqualTo(other);
        ServerByHand.awaitGone(otherPid);
        assertThat(server.refused("one", session)).contains("the session has ended");
    }

    @Test
    void itDiesWithTheTenantServer() throws Exception {
        desk.upstream(
                "sits",
                List.of(
                        "node",
                        desk.script("sits.js", "setInterval(() => {}, 1000); console.log('up')")
                                .toString()));
        ServerByHand server = desk.server();
        server.line(server.start("sits", server.openSession()));
        long pid = server.process.upstreams().getFirst().pid();
        assertThat(ProcessHandle.of(pid)).isPresent();
        ProcessHandle.of(server.process.pid()).orElseThrow().destroyForcibly();
        server.process.close();
        ServerByHand.awaitGone(pid);
    }

    @Test
    void oneThatFloodsAndOneThatDoesNotReadHoldUpNobodyElse() throws Exception {
        desk.upstream("flood", List.of("node", desk.script("flood.js", """
                        const part = "y".repeat(65536);
                        function more() { while (process.stdout.write(part)) {} process.stdout.once("drain", more); }
                        more();
                        """).toString()));
        desk.upstream(
                "deaf",
                List.of(
                        "node",
                        desk.script("deaf.js", "setInterval(() => {}, 1000)").toString()));
        desk.upstream(
                "echo",
                List.of(
                        "node",
                        desk.script("echo.js", "process.stdin.pipe(process.stdout)")
                                .toString()));
        ServerByHand server = desk.server();
        int session = server.openSession();
        int next = server.start("echo", session);
        server.withoutCredit.add(next + 1);
        int flood = server.start("flood", session);
        int deaf = server.start("deaf", session);
        ServerByHand.await(() -> server.receivedBytes(flood) == 1024 * 1024);
        server.send(deaf, "z".repeat(1024 * 1024));
        for (int i = 0; i < 20; i++) {
            int before = server.receivedBytes(next);
            server.send(next, "hello " + i + "\n");
            ServerByHand.await(() -> server.receivedBytes(next) > before);
        }
        assertThat(server.receivedBytes(flood)).as("no more than its credit").isEqualTo(1024 * 1024);
        assertThat(server.process.isAlive()).isTrue();
    }

    @Test
    void whatIsNotInTheSettingsIsNotStarted() throws Exception {
        ServerByHand server = desk.server();
        int session = server.openSession();
        assertThat(server.refused("crm", session)).contains("no such server in its settings");
        desk.upstream("crm", List.of("node", "/nothing/there.js"), "T=secret:none");
        server.process.upstreams(desk.orders());
        assertThat(server.refused("crm", session)).contains("bulkhead secret set acme none");
        desk.upstream("crm", List.of("npx", "-y", "@acme/crm"));
        server.process.upstreams(desk.orders());
        assertThat(server.refused("crm", session)).contains("bulkhead server install acme crm");
        assertThat(server.process.upstreams()).isEmpty();
        assertThat(desk.audit()).contains("upstream_failed: crm: ");
    }

    @Test
    void thereIsABoundOnHowManyRunAndHowOftenTheyStart() throws Exception {
        desk.upstream(
                "crm",
                List.of(
                        "node",
                        desk.script("sits.js", "setInterval(() => {}, 1000)").toString()));
        ServerByHand server = desk.server();
        int session = server.openSession();
        for (int i = 0; i < Upstreams.MOST_PROCESSES + 1; i++) {
            server.ask("crm", session);
        }
        ServerByHand.await(() -> server.control.stream()
                .anyMatch(message -> message.path("message").asText().contains("runs 64 servers already")));
        assertThat(server.process.isAlive()).isTrue();
        try {
            for (int i = 0; i < 300; i++) {
                server.ask("crm", session);
            }
        } catch (IOException e) {
            assertThat(e).as("it was ended while it still asked").hasMessage("Broken pipe");
        }
        ServerByHand.await(() -> !server.process.isAlive());
    }

    @Test
    void itDiesWithTheSupervisorAlsoWhenThatIsKilled() throws Exception {
        Path pid = desk.folder.resolve("pid");
        Process supervisor = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        SupervisorByHand.class.getName(),
                        Files.createDirectories(desk.folder.resolve("child")).toString(),
                        pid.toString())
                .redirectErrorStream(true)
                .redirectOutput(desk.folder.resolve("child.log").toFile())
                .start();
        ServerByHand.await(() -> Files.exists(pid) || !supervisor.isAlive());
        assertThat(Files.readString(desk.folder.resolve("child.log"))).doesNotContain("Exception");
        long upstream = Long.parseLong(Files.readString(pid));
        assertThat(Files.readString(Path.of("/proc/" + upstream + "/cmdline"))).contains("sits.js");
        supervisor.destroyForcibly().waitFor();
        ServerByHand.awaitGone(upstream);
    }
}
