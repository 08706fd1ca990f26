package dev.bulkhead.daemon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BubblewrapTest {
    @TempDir
    Path folder;

    @Test
    void theSettingsThatADistributionLinksFromTheRuntimeAreThere() throws IOException {
        Path runtime = Files.createDirectories(folder.toRealPath().resolve("jdk"));
        Path etc = Files.createDirectories(folder.toRealPath().resolve("etc/java-25/security"));
        Files.createDirectories(runtime.resolve("lib"));
        Files.createDirectories(runtime.resolve("conf/security"));
        Path security = Files.createFile(etc.resolve("java.security"));
        Files.createSymbolicLink(runtime.resolve("conf/security/java.security"), security);
        assertThat(Bubblewrap.linkedSettings(runtime)).containsExactly("--ro-bind", etc.toString(), etc.toString());
    }

    @Test
    void aRuntimeThatIsWholeNeedsNothingElse() throws IOException {
        assertThat(Bubblewrap.linkedSettings(Path.of(System.getProperty("java.home"))))
                .isEmpty();
    }
}
