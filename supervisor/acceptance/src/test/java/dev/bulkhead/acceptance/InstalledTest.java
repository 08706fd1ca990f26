package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The .deb on a machine with nothing but it and Node: from its installation to its removal. */
@Tag("long")
class InstalledTest {
    private static final String PASSPHRASE = "correct horse battery staple";
    private static final String ECHO = """
            const say = (id, result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
            require('node:readline').createInterface({ input: process.stdin }).on('line', line => {
              const { id, method, params } = JSON.parse(line);
              if (method === 'initialize') {
                say(id, { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'echo', version: '1' } });
              } else if (method === 'tools/list') {
                say(id, { tools: [{ name: 'echo', inputSchema: { type: 'object' } }] });
              } else if (method === 'tools/call') {
                say(id, { content: [{ type: 'text', text: params.arguments.word }] });
              }
            });
            """;

    @TempDir
    Path folder;

    @Test
    void aPackageIsInstalledUsedUpgradedRemovedAndLeavesWhatIsTheUsers() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "a system of Debian's kin");
        assumeTrue(OwnMachine.canBeMade(), "only root can make a machine for this");
        Path packages = Files.createDirectory(folder.resolve("packages"));
        Path image = Path.of(last(packaged("app", "--out", folder.toString())));
        packaged("deb", "--image", image.toString(), "--version", "1.0.0", "--out", packages.toString());
        packaged("deb", "--image", image.toString(), "--version", "1.0.1", "--out", packages.toString());
        Files.writeString(packages.resolve("echo.js"), ECHO);

        try (OwnMachine machine = new OwnMachine(packages)) {
            String before = systemFiles(machine);
            assertThat(machine.run("sh", "-c", "command -v javac || test -e /usr/lib/jvm/*")
                            .exit())
                    .as("there is no JDK")
                    .isNotZero();

            machine.ok("sh", "-c", "dpkg -i /tmp/bulkhead_1.0.0_*.deb");
            Bulkhead bulkhead = machine.bulkhead();
            assertThat(bulkhead.ok("--version")).isEqualTo("bulkhead 1.0.0");
            assertThat(machine.ok("gzip", "-dc", "/usr/share/man/man1/bulkhead.1.gz"))
                    .contains(".SS bulkhead tenant add");
            assertThat(valid(machine))
                    .as("class archives are valid where they were installed")
                    .isEmpty();
            itWorks(bulkhead);

            upgraded(machine, bulkhead);
            removed(machine, bulkhead, before);
        }
    }

    private static void itWorks(Bulkhead bulkhead) throws IOException {
        bulkhead.addTenant("acme", PASSPHRASE);
        bulkhead.okWith(
                PASSPHRASE + "\n", "server", "add", "acme", "echo", "--passphrase-stdin", "--", "node", "/tmp/echo.js");
        bulkhead.signIn("acme", PASSPHRASE);
        aHostCallsTools(bulkhead);
        assertThat(bulkhead.run("doctor").exit()).isZero();
        assertThat(bulkhead.status("acme").path("selftest").asText()).matches("(\\d+)/\\1");
    }

    private static void aHostCallsTools(Bulkhead bulkhead) throws IOException {
        try (HostSession host = bulkhead.host("acme").openInitialized()) {
            Await.until(
                    "the tools are there", HostSession.LIMIT, () -> tools(host).contains("echo__echo"));
            host.call("write_file", "path", "a.txt", "content", "kept");
            assertThat(text(host.call("read_file", "path", "a.txt"))).contains("\"content\":\"kept\"");
            assertThat(text(host.call("echo__echo", "word", "dry"))).isEqualTo("dry");
        }
    }

    private static void upgraded(OwnMachine machine, Bulkhead bulkhead) throws IOException {
        int events = bulkhead.audit("acme").size();
        long pid = bulkhead.supervisorPid();

        String said = machine.ok("sh", "-c", "dpkg -i /tmp/bulkhead_1.0.1_*.deb");

        assertThat(said).contains("bulkhead stop");
        assertThat(bulkhead.supervisorPid()).as("the supervisor went on").isEqualTo(pid);
        assertThat(bulkhead.ok("status")).contains("Supervisor 1.0.0", "1.0.1 is installed");
        aHostCallsTools(bulkhead);
        bulkhead.ok("stop");
        assertThat(bulkhead.json("start").path("version").asText()).isEqualTo("1.0.1");
        bulkhead.signIn("acme", PASSPHRASE);
        aHostCallsTools(bulkhead);
        assertThat(bulkhead.audit("acme")).hasSizeGreaterThan(events);
        assertThat(bulkhead.ok("audit", "verify", "acme")).contains("verified ");
    }

    private static void removed(OwnMachine machine, Bulkhead bulkhead, String before) throws IOException {
        long pid = bulkhead.supervisorPid();
        machine.ok("dpkg", "--remove", "bulkhead");
        // Whoever is process 1 there reaps nobody: an ended one stays in the list.
        assertThat(machine.run("grep", "-q", "^State:.[^Z]", "/proc/" + pid + "/status")
                        .exit())
                .as("the supervisor ended with its files")
                .isNotZero();
        assertThat(machine.ok("dpkg", "--purge", "bulkhead")).contains(".local/share/bulkhead");

        assertThat(systemFiles(machine)).isEqualTo(before);
        assertThat(machine.ok("sh", "-c", "find " + bulkhead.home() + " -name '*.vault.json' -o -name '*.db'"))
                .contains("acme.vault.json", "/audit/acme/");
        assertThat(machine.ok("cat", bulkhead.home() + "/workspaces/acme/a.txt"))
                .isEqualTo("kept");
    }

    private static String systemFiles(OwnMachine machine) throws IOException {
        return machine.ok(
                "sh", "-c", "find /usr /opt /etc -xdev ! -name '*.cache' ! -path '*/__pycache__*' | LC_ALL=C sort");
    }

    /** What the JVM has against an archive, where it must use it; empty when nothing. */
    private static String valid(OwnMachine machine) throws IOException {
        return machine.ok("sh", "-c", """
                cd /usr/lib/bulkhead
                for role in launcher daemon tenant-server cli ui; do
                  jars=$(ls -d "$PWD/lib/$role"/*.jar | LC_ALL=C sort | paste -sd:)
                  case $role in
                    daemon) modules='--enable-native-access=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED' ;;
                    cli) modules=--enable-native-access=ALL-UNNAMED ;;
                    ui) modules=--enable-native-access=ALL-UNNAMED,javafx.graphics ;;
                    *) modules= ;;
                  esac
                  runtime/bin/java -Xshare:on -XX:SharedArchiveFile=cds/$role.jsa -XX:+UseSerialGC $modules -cp "$jars" -version 2>&1 |
                    grep -v -e '^openjdk version' -e '^OpenJDK' || true
                done
                """);
    }

    private static String text(JsonNode answer) {
        return answer.path("result").path("content").path(0).path("text").asText();
    }

    private static List<String> tools(HostSession host) {
        try {
            return host.tools();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code bulkhead package}, by the JDK of the tests; returns what it printed. */
    private static String packaged(String... args) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(System.getProperty("bulkhead.script"), "package"), Stream.of(args))
                .toList();
        Map<String, String> environment = Launch.environment(Path.of("/nonexistent"));
        Result result = Launch.toTheEnd(command, environment, "", Duration.ofMinutes(10));
        if (result.exit() != 0) {
            throw new IOException(String.join(" ", command) + ": " + result.err());
        }
        return result.out();
    }

    private static String last(String lines) {
        return lines.lines().toList().getLast();
    }
}
