package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.sandbox.ObeyedNames;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search for obeyed names below the top of a workspace, and its bounds. */
class NestedNamesTest {
    static final Path LIST = Path.of("../../sandbox-profiles/obeyed.names");

    @TempDir
    Path temporary;

    @Test
    void namesBelowTheTopAreFoundAndNotThroughLinksNorInWhatToolsFill() throws Exception {
        ObeyedNames names = ObeyedNames.read(LIST);
        Path workspace = Files.createDirectories(temporary.resolve("work"));
        Path outside = Files.createDirectories(temporary.resolve("outside/.git"));
        Files.createDirectories(workspace.resolve("a/.git/modules/x/.git"));
        Files.createDirectories(workspace.resolve("a/b/.vscode"));
        Files.writeString(workspace.resolve("a/b/CLAUDE.md"), "");
        Files.writeString(workspace.resolve("CLAUDE.md"), "");
        Files.createDirectories(workspace.resolve("node_modules/x/.github"));
        Files.createSymbolicLink(workspace.resolve("link"), outside.getParent());
        Files.createSymbolicLink(workspace.resolve("a/.envrc"), outside);
        NestedNames.Found found = NestedNames.in(workspace, names);
        assertThat(found.names())
                .containsExactlyInAnyOrder(Path.of("a/.git"), Path.of("a/b/.vscode"), Path.of("a/b/CLAUDE.md"));
        assertThat(found.leftOut()).isEmpty();
    }

    @Test
    void aSearchThatIsCutShortSaysSo() throws Exception {
        ObeyedNames names = ObeyedNames.read(LIST);
        for (int i = 0; i < 70; i++) {
            Files.createDirectories(temporary.resolve("many/" + i + "/.git"));
        }
        assertThat(NestedNames.in(temporary.resolve("many"), names).leftOut()).contains("64");
        Files.createDirectories(temporary.resolve("deep/1/2/3/4/5/6/7/8/9/.git"));
        assertThat(NestedNames.in(temporary.resolve("deep"), names).leftOut()).contains("deeper");
    }
}
