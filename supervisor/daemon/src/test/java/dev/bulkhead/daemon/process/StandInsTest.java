package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.sandbox.ObeyedNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in a workspace for a while, and what of it is never removed. */
class StandInsTest {
    private static final List<ObeyedNames.Name> NAMES = List.of(
            new ObeyedNames.Name(".git", ObeyedNames.StandIn.FOLDER, Optional.empty()),
            new ObeyedNames.Name(".npmrc", ObeyedNames.StandIn.FILE, Optional.empty()));

    @TempDir
    Path temporary;

    private Path state;
    private Path workspace;
    private StandIns standIns;

    @BeforeEach
    void folders() throws IOException {
        state = Files.createDirectory(temporary.resolve("state"));
        workspace = Files.createDirectory(temporary.resolve("work"));
        standIns = new StandIns(state);
    }

    private List<String> there() throws IOException {
        try (Stream<Path> entries = Files.list(workspace)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theyStandUntilTheLastSandboxHasEnded() throws Exception {
        assertThat(standIns.hold(workspace, NAMES)).containsExactly(".git", ".npmrc");
        assertThat(standIns.hold(workspace, List.of())).isEmpty();
        assertThat(there()).containsExactly(".git", ".npmrc");
        assertThat(workspace.resolve(".npmrc")).content().startsWith("# ");
        standIns.release(workspace);
        assertThat(there()).containsExactly(".git", ".npmrc");
        standIns.release(workspace);
        assertThat(there()).isEmpty();
    }

    @Test
    void theNextSupervisorRemovesWhatAKilledOneLeft() throws Exception {
        standIns.hold(workspace, NAMES);
        new StandIns(state).sweep();
        assertThat(there()).isEmpty();
    }

    @Test
    void whatTheConsultantPutsIntoOneStays() throws Exception {
        standIns.hold(workspace, NAMES);
        Files.writeString(workspace.resolve(".git/config"), "[core]");
        Files.writeString(workspace.resolve(".npmrc"), "registry=x");
        standIns.release(workspace);
        assertThat(workspace.resolve(".git/config")).hasContent("[core]");
        assertThat(workspace.resolve(".npmrc")).hasContent("registry=x");
        new StandIns(state).sweep();
        assertThat(there()).containsExactly(".git", ".npmrc");
    }

    @Test
    void whatTheConsultantPutsInPlaceOfOneStays() throws Exception {
        standIns.hold(workspace, NAMES);
        Path npmrc = workspace.resolve(".npmrc");
        byte[] same = Files.readAllBytes(npmrc);
        Files.move(npmrc, temporary.resolve("old"));
        Files.write(npmrc, same);
        Files.move(workspace.resolve(".git"), temporary.resolve("old-git"));
        Files.createDirectory(workspace.resolve(".git"));
        standIns.release(workspace);
        new StandIns(state).sweep();
        assertThat(there()).containsExactly(".git", ".npmrc");
    }

    @Test
    void nothingIsRemovedThroughALinkThatHasTakenItsPlace() throws Exception {
        standIns.hold(workspace, NAMES);
        Path own = Files.createDirectory(temporary.resolve("own"));
        Files.delete(workspace.resolve(".git"));
        Files.createSymbolicLink(workspace.resolve(".git"), own);
        standIns.release(workspace);
        assertThat(own).isDirectory();
        assertThat(workspace.resolve(".git")).isSymbolicLink();
    }

    @Test
    void whatStandsThereAlreadyIsNotOurs() throws Exception {
        Files.createDirectory(workspace.resolve(".git"));
        standIns.hold(workspace, NAMES);
        standIns.release(workspace);
        assertThat(there()).containsExactly(".git");
    }
}
