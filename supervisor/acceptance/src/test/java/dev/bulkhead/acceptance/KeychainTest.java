package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bulkhead.protocol.home.Trees;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The desktop's keychain is a real one here: a session bus of its own, with gnome-keyring on it, and nobody at the screen. */
class KeychainTest {
    private static final Path DAEMON = Path.of("/usr/bin/gnome-keyring-daemon");

    @TempDir
    private Path folder;

    private final List<Process> desktop = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void aDesktopSession() throws IOException {
        assumeTrue(
                Files.isExecutable(DAEMON)
                        && Files.isExecutable(Path.of("/usr/bin/secret-tool"))
                        && Files.isExecutable(Path.of("/usr/bin/dbus-daemon")),
                "needs the packages gnome-keyring, libsecret-tools and dbus");
        Path runtime = Files.createDirectory(
                folder.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        environment.put("XDG_RUNTIME_DIR", runtime.toString());
        environment.put("HOME", folder.toString());
        environment.put("PATH", "/usr/bin:/bin");
        Process bus =
                start(List.of("/usr/bin/dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"));
        BufferedReader said = bus.inputReader();
        environment.put("DBUS_SESSION_BUS_ADDRESS", said.readLine());
        Process keyring = start(List.of(DAEMON.toString(), "--foreground", "--components=secrets", "--unlock"));
        try (OutputStream in = keyring.getOutputStream()) {
            in.write("the password of a desktop's login".getBytes(StandardCharsets.UTF_8));
        }
    }

    private Process start(List<String> command) throws IOException {
        Process started = Launch.builder(command, environment)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        desktop.add(started);
        return started;
    }

    @AfterEach
    void endOfTheSession() {
        desktop.reversed().forEach(Process::destroyForcibly);
    }

    @Test
    void aTenantOpensWithTheKeychainWhileItIsSwitchedOn() throws Exception {
        Bulkhead plain = Bulkhead.inTemporaryHome();
        Map<String, String> more = new HashMap<>(environment);
        more.remove("PATH");
        more.remove("HOME");
        Bulkhead bulkhead = Bulkhead.as(List.of(), more, plain.script(), plain.home());
        try {
            bulkhead.addTenant("acme", passphrase("acme"));
            Result before = bulkhead.run("sign-in", "acme", "--keychain");
            assertThat(before.exit()).isEqualTo(1);
            assertThat(before.err()).contains("the keychain has no key of tenant 'acme'");
            Await.until(
                    "the keychain is switched on",
                    Duration.ofSeconds(20),
                    () -> keychain(bulkhead, "on").exit() == 0);
            bulkhead.ok("sign-in", "acme", "--keychain");
            assertThat(bulkhead.status("acme").path("state").asText()).isIn("ready", "busy");
            assertThat(entries()).contains("attribute.item = key", "attribute.item = generation");
            bulkhead.ok("sign-out", "acme");

            assertThat(keychain(bulkhead, "off").exit()).isZero();
            assertThat(entries()).doesNotContain("attribute.item");
            assertThat(bulkhead.run("sign-in", "acme", "--keychain").exit()).isEqualTo(1);
            bulkhead.signIn("acme", passphrase("acme"));
        } finally {
            bulkhead.close();
            Trees.delete(plain.home());
        }
    }

    private static Result keychain(Bulkhead bulkhead, String state) throws IOException {
        return bulkhead.runWith(passphrase("acme") + "\n", "vault", "keychain", "acme", state, "--passphrase-stdin");
    }

    /** As another process of the user sees the keychain. */
    private String entries() throws IOException {
        Result found = Launch.toTheEnd(
                List.of("/usr/bin/secret-tool", "search", "--all", "application", "bulkhead"),
                environment,
                "",
                Duration.ofSeconds(20));
        return found.out() + found.err();
    }
}
