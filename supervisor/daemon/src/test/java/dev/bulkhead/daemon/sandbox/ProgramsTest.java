package dev.bulkhead.daemon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.sandbox.SandboxSpec.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramsTest {
    @TempDir
    Path temporary;

    private Path folder;
    private Path home;
    private Path workspace;
    private MountRules rules;
    private Programs programs;

    @BeforeEach
    void lay() throws IOException {
        folder = temporary.toRealPath();
        home = Files.createDirectories(folder.resolve("user"));
        workspace = Files.createDirectories(home.resolve("work/acme"));
        Path bulkhead = Files.createDirectories(home.resolve("bulkhead"));
        Path other = Files.createDirectories(home.resolve("work/globex"));
        rules = new MountRules(home, List.of(bulkhead, other), workspace);
        programs = new Programs(home, ProgramsTest::ask);
    }

    private static String ask(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Path file(String name) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    private List<Path> mounted(String command, String... arguments) throws Exception {
        return programs.of(command, List.of(arguments), rules).mounts().stream()
                .map(Mount::inside)
                .toList();
    }

    @Test
    void aNodeScriptIsSeenWithItsProject() throws Exception {
        Path script = file("crm/dist/server.js");
        file("crm/package.json");
        assertThat(mounted("node", "--no-warnings", script.toString(), "/etc/passwd"))
                .containsExactly(home.resolve("crm"));
    }

    @Test
    void aScriptWithoutAProjectIsSeenAlone() throws Exception {
        Path script = file("loose/server.js");
        assertThat(mounted("node", script.toString())).containsExactly(script);
        Path python = file("loose/server.py");
        assertThat(mounted("/usr/bin/python3", "-u", python.toString()))
                .contains(python)
                .doesNotContain(home.resolve("loose"));
    }

    @Test
    void aProjectThatIsTheHomeIsNotSeen() throws Exception {
        Path script = file("server.js");
        file("package.json");
        assertThat(mounted("node", script.toString())).containsExactly(script);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bulkhead/vault.json", "work/globex/plan.js"})
    void whatIsOursOrAnotherTenantsIsRefused(String name) throws Exception {
        Path script = file(name);
        assertThatThrownBy(() -> programs.of("node", List.of(script.toString()), rules))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("belongs to Bulkhead or to another tenant");
        Path link = Files.createSymbolicLink(home.resolve("link.js"), script);
        assertThatThrownBy(() -> programs.of("node", List.of(link.toString()), rules))
                .isInstanceOf(SandboxUnavailableException.class);
    }

    @Test
    void whatLiesInTheWorkspaceIsCalledAsItIsInside() throws Exception {
        Path script = file("work/acme/server.js");
        Program program = programs.of("node", List.of(script.toString(), workspace.toString(), "/elsewhere"), rules);
        assertThat(program.mounts()).isEmpty();
        assertThat(program.command().subList(1, 4)).containsExactly("/workspace/server.js", "/workspace", "/elsewhere");
    }

    @Test
    void aProgramInTheWorkspaceIsRefused() throws Exception {
        Path program = file("work/acme/venv/bin/python");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> programs.of(program.toString(), List.of(), rules))
                .hasMessageContaining("lies in the workspace");
    }

    @Test
    void aVirtualEnvironmentIsSeenWithTheInterpreterThatItLeansOn() throws Exception {
        Path venv = home.resolve("venv");
        Path python = Files.createDirectories(venv.resolve("bin")).resolve("python");
        Files.createSymbolicLink(python, Path.of("/usr/bin/python3"));
        Files.writeString(venv.resolve("pyvenv.cfg"), "home = /usr/bin\n");
        Path tool = Files.writeString(venv.resolve("bin/crm-mcp"), "#!" + python + "\nprint(1)\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Program program : List.of(
                programs.of(python.toString(), List.of("-m", "crm"), rules),
                programs.of(tool.toString(), List.of("--x"), rules))) {
            assertThat(program.mounts().stream().map(Mount::inside)).contains(venv, Path.of("/usr/bin/python3"));
            assertThat(program.values().get("PREFIX")).startsWith("/usr/lib/python3");
            assertThat(program.command().getFirst()).isEqualTo(python.toString());
        }
    }

    @Test
    void ofAJavaProgramItsJarsAreSeen() throws Exception {
        Path jar = file("crm/crm.jar");
        Path library = file("crm/lib/a.jar");
        assertThat(mounted("java", "-Xmx64m", "-jar", jar.toString(), "/x")).contains(jar);
        assertThat(mounted("java", "-cp", jar + ":" + library.getParent() + "/*", "crm.Main"))
                .contains(jar, library.getParent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "/bin/sh", "env", "sudo", "uvx", "pipx", "docker", "no-such-program", "./server"})
    void whatCannotRunIsRefusedInASentence(String command) {
        assertThatThrownBy(() -> programs.of(command, List.of("x"), rules))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining(": ");
    }
}
