package dev.bulkhead.hostfiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where hosts keep their files, by system. */
class HostProgramTest {
    @TempDir
    Path home;

    private Places on(Places.Os os) {
        return new Places(os, home, Map.of());
    }

    @Test
    void eachSystemHasItsOwnFolderForAProgramWithAWindow() {
        assertThat(HostProgram.CLAUDE_DESKTOP.files(on(Places.Os.LINUX)))
                .containsExactly(home.resolve(".config/Claude/claude_desktop_config.json"));
        assertThat(HostProgram.CLAUDE_DESKTOP.files(on(Places.Os.MACOS)))
                .containsExactly(home.resolve("Library/Application Support/Claude/claude_desktop_config.json"));
        assertThat(HostProgram.CLAUDE_DESKTOP.files(on(Places.Os.WINDOWS)))
                .containsExactly(home.resolve("AppData/Roaming/Claude/claude_desktop_config.json"));
    }

    @Test
    void claudeDesktopFromTheStoreReadsItsPackagesOwnFile() throws IOException {
        Path own = home.resolve("AppData/Local/Packages/Claude_abc/LocalCache/Roaming");
        Files.createDirectories(own);
        assertThat(HostProgram.CLAUDE_DESKTOP.files(on(Places.Os.WINDOWS)).getFirst())
                .isEqualTo(own.resolve("Claude/claude_desktop_config.json"));
    }

    @Test
    void whatOverridesTheRulesIsFollowed() {
        Places places = new Places(Places.Os.LINUX, home, Map.of("CODEX_HOME", "/c", "XDG_CONFIG_HOME", "/x"));
        assertThat(HostProgram.CODEX.files(places)).containsExactly(Path.of("/c/config.toml"));
        assertThat(HostProgram.ZED.files(places)).containsExactly(Path.of("/x/zed/settings.json"));
    }

    @Test
    void aHostIsFoundByItsFileOrItsFolderAndElseNot() throws IOException {
        Places places = on(Places.Os.LINUX);
        assertThat(HostProgram.CURSOR.find(places)).isEmpty();
        Files.createDirectories(home.resolve(".cursor"));
        assertThat(HostProgram.CURSOR.find(places))
                .hasValueSatisfying(file -> assertThat(file.path()).isEqualTo(home.resolve(".cursor/mcp.json")));
        assertThat(HostProgram.CLAUDE_CODE.find(places)).isEmpty();
        Files.writeString(home.resolve(".claude.json"), "{}");
        assertThat(HostProgram.CLAUDE_CODE.find(places)).isPresent();
        Files.delete(home.resolve(".claude.json"));
        Files.createSymbolicLink(home.resolve(".claude.json"), Path.of("dotfiles.json"));
        assertThat(HostProgram.CLAUDE_CODE.find(places)).isPresent();
    }

    @Test
    void aHostOfTheCommandLineIsFoundByItsFolderOrItsProgramBeforeItsFirstStart() throws IOException {
        Path programs = Files.createDirectories(home.resolve("bin"));
        Places places = new Places(Places.Os.LINUX, home, Map.of("PATH", "/nowhere:" + programs));
        for (Map.Entry<HostProgram, String> each : Map.of(
                        HostProgram.CLAUDE_CODE, "claude",
                        HostProgram.CODEX, "codex",
                        HostProgram.GEMINI_CLI, "gemini")
                .entrySet()) {
            Path program = Files.createFile(programs.resolve(each.getValue()));
            assertThat(each.getKey().find(places)).isEmpty();
            program.toFile().setExecutable(true);
            assertThat(each.getKey().find(places))
                    .hasValueSatisfying(file -> assertThat(file.path())
                            .isEqualTo(each.getKey().files(places).getFirst()));
            Files.delete(program);
            Files.createDirectories(home.resolve("." + each.getValue()));
            assertThat(each.getKey().find(places)).isPresent();
        }
    }

    private Path there(String file, String text) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    @Test
    void everyFileOfAHostIsReadAndTheLikeliestPlaceIsWrittenTo() throws IOException {
        String ours =
                "{\"servers\":{\"b\":{\"command\":\"/b/bulkhead\",\"args\":[\"connect\",\"--tenant\",\"acme\"]}}}";
        Path insiders = there(".config/Code - Insiders/User/mcp.json", ours);
        Path codium = there(".config/VSCodium/User/mcp.json", ours);
        Files.createDirectories(home.resolve(".config/Code/User"));
        Path opencode = there(".config/opencode/opencode.jsonc", ours.replace("servers", "mcp"));
        Places places = on(Places.Os.LINUX);
        List<String> problems = new ArrayList<>();
        assertThat(Configured.all(places, problems::add))
                .extracting(found -> found.file().path())
                .contains(insiders, codium);
        assertThat(problems).isEmpty();
        assertThat(HostProgram.VSCODE.find(places))
                .hasValueSatisfying(
                        file -> assertThat(file.path()).isEqualTo(home.resolve(".config/Code/User/mcp.json")));
        assertThat(HostProgram.OPENCODE.found(places))
                .extracting(HostFile::path)
                .containsExactly(opencode);
        Path plain = there(".config/opencode/opencode.json", "{}");
        assertThat(HostProgram.OPENCODE.found(places))
                .extracting(HostFile::path)
                .containsExactly(plain, opencode);
    }

    @Test
    void everyNameIsFoundAgain() {
        for (HostProgram host : HostProgram.values()) {
            assertThat(HostProgram.of(host.id())).contains(host);
        }
        assertThat(HostProgram.of("emacs")).isEmpty();
    }
}
