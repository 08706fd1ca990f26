package dev.bulkhead.daemon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of names that tools obey: what it must look like, and what it covers. */
class ObeyedNamesTest {
    private static final Path LIST = Path.of("../../sandbox-profiles/obeyed.names");

    @TempDir
    Path temporary;

    private ObeyedNames read(String text) throws Exception {
        return ObeyedNames.read(Files.writeString(temporary.resolve("obeyed.names"), text));
    }

    @Test
    void ourListNamesWhatTheDesignNames() throws Exception {
        assertThat(ObeyedNames.read(LIST).all())
                .extracting(ObeyedNames.Name::name)
                .contains(
                        ".git",
                        ".vscode",
                        ".idea",
                        ".envrc",
                        ".mcp.json",
                        "CLAUDE.md",
                        ".cursor",
                        ".husky",
                        ".npmrc",
                        ".ssh");
    }

    @ParameterizedTest
    @ValueSource(strings = {".git", "a/.git", "a/b/.GIT", "CLAUDE.md", "docs/claude.MD", "x/.bashrc"})
    void aNameMatchesInAnyFolderAndInAnyCase(String path) throws Exception {
        assertThat(ObeyedNames.read(LIST).matches(Path.of(path))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "git", "a/.git/config", "CLAUDE.md.txt", "a/HEAD", ".gitignore", "package.json"})
    void anotherNameDoesNot(String path) throws Exception {
        assertThat(ObeyedNames.read(LIST).matches(Path.of(path))).isFalse();
    }

    @Test
    void whatHoldsAtTheTopAloneIsToldSo() throws Exception {
        ObeyedNames names = read("# bulkhead-obeyed 1\n.git folder # git\nHEAD folder without .git # git\n");
        assertThat(names.all()).hasSize(2);
        assertThat(names.told()).isEqualTo(List.of(".git", "/HEAD"));
        assertThat(names.matches(Path.of("a/HEAD"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".git folder # git\n",
                "# bulkhead-obeyed 2\n.git folder # git\n",
                "# bulkhead-obeyed 1\n",
                "# bulkhead-obeyed 1\n.git folder\n",
                "# bulkhead-obeyed 1\n.git folder #\n",
                "# bulkhead-obeyed 1\n.git # git\n",
                "# bulkhead-obeyed 1\n.git hidden # git\n",
                "# bulkhead-obeyed 1\na/.git folder # git\n",
                "# bulkhead-obeyed 1\n.git folder # git\n.GIT file # git\n"
            })
    void aListWithASlipIsRefused(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("obeyed.names");
    }
}
