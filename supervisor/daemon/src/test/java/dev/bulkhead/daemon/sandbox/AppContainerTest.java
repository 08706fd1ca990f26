package dev.bulkhead.daemon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.sandbox.Confinement.Access;
import dev.bulkhead.daemon.sandbox.Confinement.Grant;
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
import org.junit.jupiter.params.provider.CsvSource;

/** The Windows wall, as far as it can be seen without Windows: what its file may say, and what a start is given. */
class AppContainerTest {
    private static final Path PROFILES = Path.of("../../sandbox-profiles");

    @TempDir
    Path desktop;

    @BeforeEach
    void desktop() throws Exception {
        for (String folder : List.of("runtime", "jars", "work", "run")) {
            Files.createDirectory(desktop.resolve(folder));
        }
        Files.createFile(desktop.resolve("tenant.jsa"));
    }

    private SandboxSpec spec(String profile, SandboxSpec.Program program) {
        return new SandboxSpec(
                profile,
                desktop.resolve("work"),
                desktop.resolve("runtime"),
                desktop.resolve("jars"),
                desktop.resolve("tenant.jsa"),
                List.of(Path.of(".git")),
                Optional.empty(),
                program,
                List.of("/runtime/bin/java", "-Djava.io.tmpdir=/tmp", "-cp", "/app/a.jar:/app/b.jar", "Main"),
                List.of());
    }

    private Wall.Start prepared(SandboxSpec spec) throws Exception {
        return new AppContainer(PROFILES, desktop.resolve("run"), new Random(1)).prepare(spec);
    }

    @Test
    void theCommandAndItsConfinementAreThese() throws Exception {
        Wall.Start start = prepared(spec("strict", SandboxSpec.Program.NONE));
        Path temporary = start.leftBehind().getFirst();
        assertThat(start.command())
                .containsExactly(
                        desktop + "/runtime/bin/java.exe",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        desktop + "/jars/a.jar;" + desktop + "/jars/b.jar",
                        "Main");
        Confinement confinement = start.confinement().orElseThrow();
        assertThat(confinement.container()).matches("Bulkhead\\.[0-9a-f]{32}");
        assertThat(confinement.grants())
                .containsExactly(
                        new Grant(desktop.resolve("runtime"), Access.READ),
                        new Grant(desktop.resolve("jars"), Access.READ),
                        new Grant(desktop.resolve("tenant.jsa"), Access.READ),
                        new Grant(desktop.resolve("work"), Access.MODIFY),
                        new Grant(temporary, Access.MODIFY),
                        new Grant(desktop.resolve("work/.git"), Access.NO_CHANGE));
        assertThat(confinement.environment().keySet())
                .containsExactlyInAnyOrder("SystemRoot", "LOCALAPPDATA", "USERPROFILE", "TEMP", "TMP");
        assertThat(confinement.environment()).containsEntry("TEMP", temporary.toString());
        assertThat(confinement.folder()).isEqualTo(desktop.resolve("work"));
    }

    @Test
    void whatItCannotHoldDoesNotStart() {
        assertThatThrownBy(() -> prepared(spec("network", SandboxSpec.Program.NONE)))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("profile: strict");
        SandboxSpec.Program other = new SandboxSpec.Program(List.of("node"), Map.of(), List.of(), List.of("node"));
        assertThatThrownBy(() -> prepared(spec("strict", other)))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("servers of others");
    }

    @Test
    void theShippedProfileIsRead() throws Exception {
        WindowsProfile profile = WindowsProfile.read(PROFILES.resolve("windows/strict.json"));
        assertThat(profile.grants()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "\"none\", \"why\": \"no network > \"internetClient\", \"why\": \"no network",
                "\"value\": 1 > \"value\": 2",
                "\"${JARS}\", \"access\": \"read\" > \"${JARS}\", \"access\": \"modify\"",
                "\"${RUNTIME}\" > \"C:/\"",
                "\"access\": \"read\", \"why\" > \"access\": \"read\", \"because\"",
                "\"name\": \"TMP\" > \"name\": \"JAVA_TOOL_OPTIONS\"",
                "\"bulkhead-windows\": 1 > \"bulkhead-windows\": 2",
                "\"user-interface\" > \"interface\"",
                "\"about\": > \"name\": \"again\", \"about\":"
            })
    void aSlipIsRefusedWithItsFile(String from, String to) throws Exception {
        String text = Files.readString(PROFILES.resolve("windows/strict.json"));
        assertThat(text).contains(from);
        Path file = Files.writeString(desktop.resolve("strict.json"), text.replace(from, to));
        assertThatThrownBy(() -> WindowsProfile.read(file))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("strict.json");
    }
}
