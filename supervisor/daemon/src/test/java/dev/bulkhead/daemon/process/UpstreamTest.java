package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams in real sandboxes: what they get, what they see, and how they end. */
@Timeout(120)
class UpstreamTest {
    private static final String TELLS = """
            import json, os, sys
            print(json.dumps({"env": dict(os.environ), "fds": sorted(os.listdir("/proc/self/fd")), "pid": os.getpid(),
                              "args": sys.argv, "cwd": os.getcwd()}), flush=True)
            sys.stdin.read()
            """;

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

    private static JsonNode json(String line) throws Exception {
        return ControlMessages.JSON.readTree(line);
    }

    @Test
    void itsEnvironmentIsWhatTheSettingsSayAndNothingElse() throws Exception {
        desk.secrets.put("crm", "söcret \"value\"");
        desk.upstream(
                "crm",
                List.of("/usr/bin/python3", desk.script("tells.py", TELLS).toString(), "--flag", "ü"),
                "CRM_TOKEN=secret:crm",
                "MODE=plain text");
        ServerByHand server = desk.server();
        JsonNode told = json(server.line(server.start("crm", server.openSession())));
        JsonNode expected = json("""
                {"HOME":"/workspace","PATH":"/usr/bin","TMPDIR":"/tmp","LC_ALL":"C.UTF-8","CRM_TOKEN":"söcret \\"value\\"",
                 "MODE":"plain text"}""");
        assertThat(told.path("env")).isEqualTo(expected);
        assertThat(told.path("args").get(2).asText()).isEqualTo("ü");
        assertThat(told.path("pid").asInt()).isEqualTo(1);
        assertThat(told.path("cwd").asText()).isEqualTo("/workspace");
        // Its own three, and the one that lists them.
        assertThat(told.path("fds")).hasSize(4);
        assertThat(desk.audit())
                .contains("upstream_started: crm, pid ")
                .containsPattern("self-test (\\d+)/\\1")
                .doesNotContain("söcret");
    }

    @Test
    void aCredentialIsInNoFileNoArgumentAndNoOtherProcess() throws Exception {
        Instant began = Instant.now().minusSeconds(1);
        String secret =
                "tok-" + java.util.UUID.randomUUID(); // Of this run alone: it is looked for all over the machine.
        desk.secrets.put("crm", secret);
        desk.upstream(
                "crm",
                List.of("/usr/bin/python3", desk.script("tells.py", TELLS).toString()),
                "CRM_TOKEN=secret:crm");
        ServerByHand server = desk.server();
        String told = server.line(server.start("crm", server.openSession()));
        assertThat(told).contains(secret);
        long pid = server.process.upstreams().getFirst().pid();
        assertThat(Places.environmentsWith(secret)).containsExactly(pid);
        assertThat(Places.commandLinesWith(secret)).isEmpty();
        assertThat(Places.filesWith(desk.folder, secret, Instant.EPOCH)).isEmpty();
        assertThat(Places.filesWith(Path.of("/tmp"), secret, began)).isEmpty();
        assertThat(desk.audit()).contains("upstream_started").doesNotContain(secret);
    }

    @Test
    void itSeesNeitherVaultNorOtherWorkspaceNorOtherProcessNorNetwork() throws Exception {
        Path vault = Files.writeString(desk.home.vault(Desk.ACME), "vault of acme");
        Path other = Files.createDirectories(desk.folder.resolve("work/globex"));
        Path secretFile = Files.writeString(other.resolve("plan.txt"), "plan of globex");
        desk.close(other);
        Files.writeString(desk.workspace.resolve("own.txt"), "own");
        String tries = """
                import json, os, socket, sys
                def attempt(what):
                    try:
                        return what() or "reached"
                    except Exception as e:
                        return type(e).__name__
                print(json.dumps({
                    "own": attempt(lambda: open("own.txt").read()),
                    "vault": attempt(lambda: open(sys.argv[1]).read()),
                    "other": attempt(lambda: open(sys.argv[2]).read()),
                    "processes": [p for p in os.listdir("/proc") if p.isdigit()],
                    "network": attempt(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[3])), 1)),
                    "write": attempt(lambda: open(sys.argv[0], "a")),
                    "shell": os.path.exists("/bin/sh")}), flush=True)
                sys.stdin.read()
                """;
        try (java.net.ServerSocket listener = new java.net.ServerSocket(0)) {
            desk.upstream(
                    "spy",
                    List.of(
                            "/usr/bin/python3",
                            desk.script("tries.py", tries).toString(),
                            vault.toString(),
                            secretFile.toString(),
                            Integer.toString(listener.getLocalPort())));
            ServerByHand server = desk.server();
            JsonNode told = json(server.line(server.start("spy", server.openSession())));
            assertThat(told.path("own").asText()).isEqualTo("own");
            assertThat(told.path("vault").asText()).isEqualTo("FileNotFoundError");
            assertThat(told.path("other").asText()).isEqualTo("FileNotFoundError");
            assertThat(told.path("processes")).hasSize(1);
            assertThat(told.path("network").asText()).isEqualTo("ConnectionRefusedError");
            assertThat(told.path("write").asText()).isEqualTo("OSError");
            assertThat(told.path("shell").asBoolean()).isFalse();
        }
    }

    @Test
    void whatItSaysAndIsToldPassesByteForByteInBothDirections() throws Exception {
        desk.upstream(
                "echo",
                List.of(
                        "node",
                        desk.script("echo.js", "process.stdin.pipe(process.stdout)")
                                .toString()));
        ServerByHand server = desk.server();
        int lane = server.start("echo", server.openSession());
        StringBuilder much = new StringBuilder();
        for (int i = 0; much.length() < 900_000; i++) {
            much.append("line ").append(i).append(" ü\n");
        }
        server.send(lane, much.toString());
        ServerByHand.await(() -> server.received(lane).length() >= much.length());
        assertThat(server.received(lane)).isEqualTo(much.toString());
    }

    @Test
    void aModuleInTheWorkspaceIsNotRunInsteadOfTheOneThatIsMeant() throws Exception {
        Files.writeString(desk.workspace.resolve("base64.py"), "print('planted')");
        Files.writeString(desk.workspace.resolve("text.txt"), "hello");
        desk.upstream("tool", List.of("/usr/bin/python3", "-m", "base64", "-e", "text.txt"));
        ServerByHand server = desk.server();
        assertThat(server.line(server.start("tool", server.openSession()))).isEqualTo("aGVsbG8=");
    }
}
