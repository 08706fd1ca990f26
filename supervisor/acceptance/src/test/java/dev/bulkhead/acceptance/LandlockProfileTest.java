package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The weaker profile, for machines that keep user namespaces closed: only where the settings name it, and only for ordinary users. */
class LandlockProfileTest {
    private static final String LOOKS = """
            import json, os, sys
            def attempt(what):
                try:
                    what()
                    return "done"
                except OSError as e:
                    return "refused"
            def answer(m):
                if m["method"] == "initialize":
                    return {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": {"name": "l", "version": "1"}}
                if m["method"] == "tools/list":
                    return {"tools": [{"name": "look", "inputSchema": {"type": "object"}}]}
                import socket
                home = os.environ["HOME"]
                told = {
                    "own file": attempt(lambda: open(home + "/made", "w").write("x")),
                    "own tmp": attempt(lambda: open(os.environ["TMPDIR"] + "/made", "w").write("x")),
                    "own script": attempt(lambda: open(__file__).read()),
                    "settings": attempt(lambda: os.listdir(home + "/../../config")),
                    "neighbour": attempt(lambda: os.listdir(home + "/../globex")),
                    "passwords": attempt(lambda: open("/etc/passwd").read()),
                    "shared tmp": attempt(lambda: open("/tmp/made-by-landlock-test", "w")),
                    "socket": attempt(lambda: socket.socket()),
                    "unix socket": attempt(lambda: socket.socket(socket.AF_UNIX)),
                    "child": attempt(lambda: os.fork() or os._exit(0)),
                    "signal": attempt(lambda: os.kill(os.getppid(), 0)),
                    "another's environment": attempt(lambda: open(f"/proc/{os.getppid()}/environ").read()),
                }
                return {"content": [{"type": "text", "text": json.dumps(told)}]}
            for line in sys.stdin:
                m = json.loads(line)
                if "id" in m:
                    print(json.dumps({"jsonrpc": "2.0", "id": m["id"], "result": answer(m)}), flush=True)
            """;

    @TempDir
    Path folder;

    @Test
    void anOrdinaryUsersTenantServesBehindLandlockAndSaysSo() throws Exception {
        assumeTrue(OrdinaryUser.canBeMade(), "only root can make a user for this");
        try (OrdinaryUser user = new OrdinaryUser()) {
            Bulkhead bulkhead = user.bulkhead();
            String passphrase = Agency.passphrase("acme");
            bulkhead.addTenant("acme", passphrase);
            bulkhead.addTenant("globex", Agency.passphrase("globex"));
            Path script = Files.writeString(Files.createTempFile("looks", ".py"), LOOKS);
            script.toFile().setReadable(true, false);
            bulkhead.okWith(
                    passphrase + "\n",
                    "server",
                    "add",
                    "acme",
                    "spy",
                    "--passphrase-stdin",
                    "--",
                    "/usr/bin/python3",
                    script.toString());
            Path settings = bulkhead.home().resolve("config/tenants/acme.yaml");
            Files.writeString(settings, Files.readString(settings).replace("profile: strict", "profile: landlock"));
            Await.until(
                    "the change waits",
                    Duration.ofSeconds(20),
                    () -> bulkhead.runWith(passphrase + "\n", "tenant", "confirm", "acme", "--passphrase-stdin")
                            .out()
                            .contains("Accepted"));
            bulkhead.okWith(passphrase + "\n", "sign-in", "acme", "--passphrase-stdin");

            try (HostSession host = new HostSession.Start(bulkhead, "acme").openInitialized()) {
                assertThat(host.call("write_file", "path", "note", "content", "x")
                                .path("result")
                                .path("isError")
                                .asBoolean())
                        .isFalse();
                JsonNode answer = host.call("spy__look");
                JsonNode told = Json.read(answer.path("result")
                        .path("content")
                        .path(0)
                        .path("text")
                        .asText());
                told.properties()
                        .forEach(attempt -> assertThat(attempt.getValue().asText())
                                .as(attempt.getKey())
                                .isEqualTo(attempt.getKey().startsWith("own ") ? "done" : "refused"));
                assertThat(told.size()).isEqualTo(12);
            }
            JsonNode tenant =
                    Json.read(bulkhead.ok("status", "--json")).path("tenants").path(0);
            assertThat(tenant.path("profile").asText()).isEqualTo("landlock");
            assertThat(bulkhead.ok("status")).contains("landlock (weaker)");
            assertThat(bulkhead.ok("audit", "list", "acme")).contains("profile landlock", "accepted: ");
            Files.delete(script);
        }
    }

    @Test
    void rootIsRefusedSinceLandlockTakesNoRightsAway() throws Exception {
        assumeTrue(OrdinaryUser.canBeMade(), "for root alone");
        try (Agency agency = Agency.of("acme")) {
            agency.edit("acme", "profile: strict", "profile: landlock");
            Await.until(
                    "the change waits",
                    Duration.ofSeconds(20),
                    () -> agency.bulkhead()
                            .runWith(
                                    Agency.passphrase("acme") + "\n", "tenant", "confirm", "acme", "--passphrase-stdin")
                            .out()
                            .contains("Accepted"));
            agency.signIn("acme");
            try (HostSession host = agency.host("acme")) {
                assertThat(host.request("tools/list", HostSession.modern()).toString())
                        .contains("cannot hold root");
            }
        }
    }
}
