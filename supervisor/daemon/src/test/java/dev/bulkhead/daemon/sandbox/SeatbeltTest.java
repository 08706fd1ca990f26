package dev.bulkhead.daemon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The macOS wall, as far as it can be seen without a Mac: what its files may say, and what sandbox-exec would be told. */
class SeatbeltTest {
    private static final Path PROFILES = Path.of("../../sandbox-profiles");

    @TempDir
    Path temporary;

    private Path desktop;
    private Path profiles;

    @BeforeEach
    void desktop() throws IOException {
        desktop = temporary.toRealPath();
        profiles = desktop.resolve("profiles");
        Files.createDirectories(profiles.resolve("macos"));
        for (String file : List.of("strict.sb", "network.sb", "node.sb", "start-sandbox")) {
            Files.copy(
                    PROFILES.resolve("macos").resolve(file),
                    profiles.resolve("macos").resolve(file));
        }
        Files.writeString(
                profiles.resolve("obeyed.names"),
                "# bulkhead-obeyed 1\n.git folder # git\nHEAD folder without .git # git\n");
        for (String folder : List.of("runtime", "jars", "work (a)", "run", "project")) {
            Files.createDirectory(desktop.resolve(folder));
        }
        Files.createFile(desktop.resolve("run/door.sock"));
    }

    private SandboxSpec spec(String profile, Optional<Path> egress, SandboxSpec.Program program) {
        return new SandboxSpec(
                profile,
                desktop.resolve("work (a)"),
                desktop.resolve("runtime"),
                desktop.resolve("jars"),
                desktop.resolve("tenant.jsa"),
                List.of(),
                egress,
                program,
                List.of("/runtime/bin/java", "-Djava.io.tmpdir=/tmp", "-cp", "/app/a.jar:/app/b.jar", "Main", "/apple"),
                List.of());
    }

    private Wall.Start prepared(SandboxSpec spec) throws Exception {
        return new Seatbelt(profiles, desktop.resolve("run"), new Random(1)).prepare(spec);
    }

    private String plain(String text) {
        return text.replace(desktop.toString(), "DESKTOP").replaceAll("(sandbox|tmp)-[0-9a-f]{16}", "$1-N");
    }

    @Test
    void theCommandIsThis() throws Exception {
        Wall.Start start = prepared(spec("strict", Optional.empty(), SandboxSpec.Program.NONE));
        assertThat(start.command().stream().map(this::plain))
                .containsExactly(
                        "/bin/sh",
                        "DESKTOP/profiles/macos/start-sandbox",
                        "DESKTOP/run/sandbox-N.sb",
                        "DESKTOP/work (a)",
                        "DESKTOP/run/tmp-N",
                        "-D",
                        "ARCHIVE=DESKTOP/tenant.jsa",
                        "-D",
                        "JARS=DESKTOP/jars",
                        "-D",
                        "JAVA=DESKTOP/runtime/bin/java",
                        "-D",
                        "RUNTIME=DESKTOP/runtime",
                        "-D",
                        "TEMPORARY=DESKTOP/run/tmp-N",
                        "-D",
                        "WORKSPACE=DESKTOP/work (a)",
                        "DESKTOP/runtime/bin/java",
                        "-Djava.io.tmpdir=DESKTOP/run/tmp-N",
                        "-cp",
                        "DESKTOP/jars/a.jar:DESKTOP/jars/b.jar",
                        "Main",
                        "/apple");
        assertThat(start.leftBehind().getFirst()).isEmptyDirectory();
        start.forget();
        try (var left = Files.list(desktop.resolve("run"))) {
            assertThat(left.map(Path::toString)).noneMatch(name -> name.endsWith(".sb"));
        }
    }

    @Test
    void theRulesOfAnUpstreamWithAWayOutAreThese() throws Exception {
        SandboxSpec.Program node = new SandboxSpec.Program(
                List.of("node"),
                Map.of("PROGRAM", "/opt/node/bin/node", "LIBRARIES", "/opt/node/lib"),
                List.of(new Mount(desktop.resolve("project"), Path.of("/package"))),
                List.of("/opt/node/bin/node", "/package/server.js"));
        Wall.Start start = prepared(spec("network", Optional.of(desktop.resolve("run/door.sock")), node));
        String rules = plain(Files.readString(start.handedOver().getFirst()));
        String golden = Files.readString(Path.of("src/test/resources/seatbelt-network-node.sb"));
        assertThat(rules).isEqualTo(golden);
        assertThat(start.command()).contains("EGRESS=" + desktop.resolve("run/door.sock"));
        assertThat(start.moved().seen("/package/server.js")).isEqualTo(desktop.resolve("project") + "/server.js");
    }

    @Test
    void withoutAWayOutTheProfileNetworkDoesNotStart() {
        assertThatThrownBy(() -> prepared(spec("network", Optional.empty(), SandboxSpec.Program.NONE)))
                .isInstanceOf(SandboxUnavailableException.class);
        assertThatThrownBy(() -> prepared(spec("install", Optional.empty(), SandboxSpec.Program.NONE)))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("macOS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "network"})
    void theShippedProfilesAreWalls(String name) throws Exception {
        SeatbeltProfile profile = SeatbeltProfile.profile(PROFILES.resolve("macos/" + name + ".sb"));
        assertThat(profile.name()).isEqualTo(name);
        assertThat(profile.rules().get(1)).hasToString("(deny default)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "python", "jdk", "program"})
    void theShippedFragmentsAreReadAndNoWalls(String name) throws Exception {
        Path file = PROFILES.resolve("macos/" + name + ".sb");
        assertThat(SeatbeltProfile.fragment(file).rules()).isNotEmpty();
        assertThatThrownBy(() -> SeatbeltProfile.profile(file)).isInstanceOf(SandboxUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(allow default)",
                "(allow network-outbound)",
                "(allow network-outbound (remote ip \"localhost:3128\"))",
                "(allow network-outbound (remote unix-socket (path-literal (param \"EGRESS\"))))",
                "(allow system-socket (socket-domain AF_UNIX))",
                "(allow network-bind (local ip \"*:*\"))",
                "(allow process-fork)",
                "(allow process-exec (subpath \"/usr/bin\"))",
                "(allow process-exec (subpath (param \"WORKSPACE\")))",
                "(allow file-read* (subpath \"/\"))",
                "(allow file-read* (subpath \"/Users\"))",
                "(allow file-read* (subpath \"/usr/../Users\"))",
                "(allow file-read* (subpath \"/Library\"))",
                "(allow file-write* (subpath \"/private/tmp\"))",
                "(allow file-write* (subpath (param \"JARS\")))",
                "(allow file-write* (literal (param \"WORKSPACE\")) (subpath \"/usr/lib\"))",
                "(allow file-map-executable (subpath (param \"WORKSPACE\")))",
                "(allow file-read* (regex \".*\"))",
                "(allow mach-lookup)",
                "(allow mach-lookup (global-name-regex \".*\"))",
                "(allow signal)",
                "(allow signal (target others))",
                "(allow sysctl-read)",
                "(allow sysctl-read (sysctl-name-prefix \"kern.\"))",
                "(allow sysctl-read (sysctl-name \"kern.procargs2\"))",
                "(allow sysctl-write (sysctl-name \"kern.hostname\"))",
                "(deny file-read* (subpath \"/usr/lib\"))",
                "(import \"bsd.sb\")",
                "(version 1)",
                "(allow file-read* (subpath \"/usr/lib\")",
                "(allow file-read* (subpath \"/usr/\\lib\"))",
                "allow",
                "#t"
            })
    void aSlipIsRefusedWithItsPlace(String rule) throws Exception {
        Path file = Files.writeString(desktop.resolve("p.sb"), "; bulkhead-seatbelt 1 p\n\n" + rule + " ; why\n");
        assertThatThrownBy(() -> SeatbeltProfile.fragment(file))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("p.sb:");
    }

    @Test
    void aRuleThatIsAsItShouldBeIsNot() throws Exception {
        Path file = Files.writeString(
                desktop.resolve("p.sb"),
                "; bulkhead-seatbelt 1 p\n\n(allow file-read* file-map-executable (subpath \"/usr/lib\")) ; why\n");
        assertThat(SeatbeltProfile.fragment(file).rules()).hasSize(1);
        Files.writeString(file, Files.readString(file).replace(" ; why", ""));
        assertThatThrownBy(() -> SeatbeltProfile.fragment(file)).hasMessageContaining("has no reason");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "; bulkhead-seatbelt 1 p\n\n(version 1) ; a\n(allow signal (target self)) ; b\n",
                "; bulkhead-seatbelt 1 p\n\n(deny default) ; a\n(version 1) ; b\n",
                "; bulkhead-seatbelt 1 p\n\n(like strict)\n",
                "(version 1) ; a\n(deny default) ; b\n",
                ""
            })
    void aProfileThatDoesNotBeginByDenyingIsRefused(String text) throws Exception {
        Path file = Files.writeString(desktop.resolve("p.sb"), text);
        assertThatThrownBy(() -> SeatbeltProfile.profile(file)).isInstanceOf(SandboxUnavailableException.class);
    }

    /** What the pattern says in Java's language, which agrees with Seatbelt's on all that is used. */
    @Test
    void anObeyedNameIsMatchedInAnyFolderAndAnyCaseAndNoOther() {
        String anywhere = Seatbelt.pattern(Path.of("/w (a)"), ".git");
        for (String path : List.of("/w (a)/.git", "/w (a)/.GIT/config", "/w (a)/b/c/.Git", "/w (a)/b/.git/x/y")) {
            assertThat(path).matches(anywhere);
        }
        for (String path : List.of("/w (a)/.github", "/w (a)/a.git", "/w (a)/xgit", "/w (a)", "/v/.git", "/w a/.git")) {
            assertThat(path).doesNotMatch(anywhere);
        }
        String top = Seatbelt.pattern(Path.of("/w"), "/HEAD");
        assertThat("/w/head").matches(top);
        assertThat("/w/a/HEAD").doesNotMatch(top);
    }
}
