package dev.bulkhead.protocol.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulkheadHomeTest {
    @TempDir
    Path folder;

    private BulkheadHome home = BulkheadHome.of(Map.of("BULKHEAD_HOME", "/none"));

    @BeforeEach
    void aHomeTooDeepForASocket() throws IOException {
        Path runtime = Files.createDirectory(
                folder.resolve("runtime"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        home = BulkheadHome.of(Map.of(
                "BULKHEAD_HOME", folder.resolve("x".repeat(110)).toString(), "XDG_RUNTIME_DIR", runtime.toString()));
        home.create();
    }

    @Test
    void theSocketOfADeepHomeIsInTheRuntimeFolder() {
        assertThat(home.socket().toString()).startsWith(folder.resolve("runtime/bulkhead") + "/");
        assertThatCode(home::checkSocketFolder).doesNotThrowAnyException();
    }

    @Test
    void aSocketThatAnotherUserCouldHavePutThereIsRefused() throws IOException {
        Path shared = folder.resolve("runtime/bulkhead");
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(home::checkSocketFolder)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not your own");
        Files.delete(shared);
        Files.createSymbolicLink(shared, Files.createDirectory(folder.resolve("elsewhere")));
        assertThatThrownBy(home::checkSocketFolder).isInstanceOf(IOException.class);
    }
}
