package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Installs with the real npm, of packages that the test packs. */
@Timeout(180)
class InstallsTest {
    private static final TenantId GLOBEX = new TenantId("globex");

    /** What an install script leaves, also of what it could see. */
    private static final String SCRIPT = """
            const fs = require('fs');
            const seen = p => { try { fs.readdirSync(p); return true; } catch (e) { return false; } };
            fs.writeFileSync('ran.json', JSON.stringify({env: process.env, vaults: seen(process.argv[2]), home: seen(process.argv[3])}));
            """;

    @TempDir
    Path temporary;

    private Desk desk;
    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(temporary);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Path pack(String version, String server) throws Exception {
        return pack(version, server, SCRIPT);
    }

    private Path pack(String version, String server, String script) throws Exception {
        Path source = Files.createDirectories(desk.folder.resolve("source-" + version));
        String home = System.getProperty("user.home");
        Files.writeString(source.resolve("package.json"), """
                {"name":"@acme/echo-mcp","version":"%s","bin":{"echo-mcp":"server.js"},
                 "scripts":{"postinstall":"node post.js %s %s"}}
                """.formatted(
                        version, desk.home.vault(Desk.ACME).getParent(), home));
        Files.writeString(source.resolve("post.js"), script);
        Files.writeString(source.resolve("server.js"), server);
        Process npm = new ProcessBuilder("npm", "pack", "--silent")
                .directory(source.toFile())
                .start();
        assertThat(npm.waitFor()).isZero();
        return source.resolve("acme-echo-mcp-" + version + ".tgz");
    }

    private Installed install(TenantId tenant, Path file, Installs.Scripts scripts) throws Exception {
        PackageCommand command = new PackageCommand(file.toString(), Optional.empty(), List.of());
        return desk.installs.install(tenant, "echo", command, scripts, List.of(), progress::add);
    }

    private Path ran(TenantId tenant) {
        return desk.packages.content(tenant, "echo").resolve("node_modules/@acme/echo-mcp/ran.json");
    }

    @Test
    void noScriptOfAPackageRunsUnlessItIsAllowed() throws Exception {
        Path file = pack("1.0.0", "process.stdin.pipe(process.stdout)");
        Installed installed = install(Desk.ACME, file, Installs.Scripts.IGNORED);
        assertThat(installed.name()).isEqualTo("@acme/echo-mcp");
        assertThat(installed.version()).isEqualTo("1.0.0");
        assertThat(installed.integrity()).startsWith("sha512-");
        assertThat(ran(Desk.ACME)).doesNotExist();
        install(Desk.ACME, file, Installs.Scripts.ALLOWED);
        String ran = Files.readString(ran(Desk.ACME));
        assertThat(ControlMessages.JSON.readTree(ran).path("vaults").asBoolean())
                .isFalse();
        assertThat(ControlMessages.JSON.readTree(ran).path("home").asBoolean()).isFalse();
        assertThat(desk.audit())
                .contains("without scripts: @acme/echo-mcp 1.0.0, integrity sha512-")
                .contains("with its scripts: @acme/echo-mcp 1.0.0");
    }

    @Test
    void whatWasInstalledRunsWithoutNetworkAndCannotBeChangedByItself() throws Exception {
        Path file = pack("1.0.0", """
                let wrote = true;
                try { require('fs').writeFileSync(__filename, 'changed'); } catch (e) { wrote = false; }
                console.log(JSON.stringify({wrote, args: process.argv.slice(2), path: __filename}));
                process.stdin.resume();
                """);
        install(Desk.ACME, file, Installs.Scripts.IGNORED);
        desk.upstream(
                "echo",
                List.of(
                        "npx",
                        "-y",
                        file.toString(),
                        "--mode",
                        desk.workspace.resolve("a").toString()));
        ServerByHand server = desk.server();
        assertThat(server.line(server.start("echo", server.openSession())))
                .isEqualTo("{\"wrote\":false,\"args\":[\"--mode\",\"/workspace/a\"],"
                        + "\"path\":\"/package/node_modules/@acme/echo-mcp/server.js\"}");
    }

    @Test
    void anInstallThatFailsLeavesWhatWasThere() throws Exception {
        Path first = pack("1.0.0", "");
        install(Desk.ACME, first, Installs.Scripts.IGNORED);
        Path broken = Files.writeString(desk.folder.resolve("broken.tgz"), "this is no package");
        assertThatThrownBy(() -> install(Desk.ACME, broken, Installs.Scripts.IGNORED))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("npm ended with status");
        assertThat(desk.packages.installed(Desk.ACME, "echo").orElseThrow().version())
                .isEqualTo("1.0.0");
        assertThat(desk.packages.content(Desk.ACME, "echo").resolve("node_modules/@acme/echo-mcp/server.js"))
                .exists();
        assertThat(desk.home.packages(Desk.ACME)).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void aHaltEndsWhatIsBeingInstalledForThatTenantAlone() throws Exception {
        AtomicBoolean halted = new AtomicBoolean();
        desk.installs.unless(tenant -> halted.get() && tenant.equals(Desk.ACME));
        Path file = pack("1.0.0", "", "setTimeout(() => {}, 170000);");
        CompletableFuture<Installed> installing = CompletableFuture.supplyAsync(() -> {
            try {
                return install(Desk.ACME, file, Installs.Scripts.ALLOWED);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        List<Long> ended = desk.installs.end(GLOBEX);
        assertThat(ended).isEmpty();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        halted.set(true);
        while (!installing.isDone() && System.nanoTime() < deadline) {
            desk.installs.end(Desk.ACME);
            LockSupport.parkNanos(1_000_000);
        }
        assertThatThrownBy(installing::join).hasMessageContaining("halted");
        assertThat(desk.packages.installed(Desk.ACME, "echo")).isEmpty();
        assertThatThrownBy(() -> install(Desk.ACME, file, Installs.Scripts.IGNORED))
                .hasMessageContaining("halted");
        install(GLOBEX, file, Installs.Scripts.IGNORED);
    }

    @Test
    void anotherVersionIsAnotherUpstreamAndTwoTenantsHaveTheirOwn() throws Exception {
        install(Desk.ACME, pack("1.0.0", ""), Installs.Scripts.IGNORED);
        String before = desk.upstream("echo", List.of("npx", "x")).id();
        install(GLOBEX, pack("2.0.0", ""), Installs.Scripts.IGNORED);
        assertThat(desk.upstream("echo", List.of("npx", "x")).id()).isEqualTo(before);
        assertThat(desk.packages.installed(Desk.ACME, "echo").orElseThrow().version())
                .isEqualTo("1.0.0");
        assertThat(desk.packages.installed(GLOBEX, "echo").orElseThrow().version())
                .isEqualTo("2.0.0");
        install(Desk.ACME, pack("2.0.0", ""), Installs.Scripts.IGNORED);
        assertThat(desk.upstream("echo", List.of("npx", "x")).id()).isNotEqualTo(before);
        desk.packages.remove(GLOBEX, "echo");
        assertThat(desk.packages.installed(GLOBEX, "echo")).isEmpty();
        assertThat(desk.packages.installed(Desk.ACME, "echo")).isPresent();
    }
}
