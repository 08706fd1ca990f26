package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GuardsTest {
    private static final int ROUNDS = 300;

    @TempDir
    Path temporary;

    @Test
    void aSandboxThatStartsWhileTheLastOneEndsFindsAllItsNames() throws Exception {
        Path workspace = Files.createDirectory(temporary.resolve("work"));
        Path state = Files.createDirectory(temporary.resolve("state"));
        Path profiles = Path.of("../../sandbox-profiles");
        try (Guards guards = new Guards(profiles, state, event -> {}, InstantSource.system())) {
            Guard last = guards.of(Desk.ACME, workspace, Profile.STRICT);
            for (int i = 0; i < ROUNDS; i++) {
                CompletableFuture<Void> ends = CompletableFuture.runAsync(last::close);
                Guard next = guards.of(Desk.ACME, workspace, Profile.STRICT);
                ends.join();
                List<Path> names = next.readOnly();
                assertThat(names)
                        .isNotEmpty()
                        .allSatisfy(name -> assertThat(workspace.resolve(name)).exists());
                last = next;
            }
            last.close();
        }
        assertThat(workspace).isEmptyDirectory();
    }

    /** Its names would stand in the workspace until the next supervisor comes. */
    @Test
    void noSandboxBeginsAfterTheEnd() throws Exception {
        Path workspace = Files.createDirectory(temporary.resolve("work"));
        Guards guards = new Guards(
                Path.of("../../sandbox-profiles"),
                Files.createDirectory(temporary.resolve("state")),
                event -> {},
                InstantSource.system());
        guards.of(Desk.ACME, workspace, Profile.STRICT).close();
        guards.close();
        assertThatThrownBy(() -> guards.of(Desk.ACME, workspace, Profile.STRICT))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("is ending");
        assertThat(workspace).isEmptyDirectory();
    }
}
