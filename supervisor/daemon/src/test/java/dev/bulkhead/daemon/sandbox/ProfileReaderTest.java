package dev.bulkhead.daemon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileReaderTest {
    private static final Path STRICT = Path.of("../../sandbox-profiles/linux/strict.profile");

    @TempDir
    Path folder;

    @Test
    void theShippedProfileIsAWall() throws Exception {
        assertThat(ProfileReader.profile(STRICT).name()).isEqualTo("strict");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--unshare-user",
                "--unshare-pid",
                "--unshare-ipc",
                "--unshare-uts",
                "--unshare-net",
                "--unshare-cgroup",
                "--disable-userns",
                "--die-with-parent",
                "--new-session",
                "--clearenv",
                "--cap-drop"
            })
    void aProfileThatLacksAWallIsRefused(String wall) throws IOException {
        List<String> without = Files.readAllLines(STRICT).stream()
                .filter(line -> !line.startsWith(wall))
                .toList();
        Path file = Files.write(folder.resolve("p.profile"), without);
        assertThatThrownBy(() -> ProfileReader.profile(file))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining(wall);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--share-net",
                "--bind / /",
                "--bind ${JARS} /app",
                "--dev-bind /dev/sda /dev/sda",
                "--ro-bind / /x",
                "--cap-drop CAP_NET_RAW",
                "--uid 0",
                "--ro-bind ${JARS}",
                "/app"
            })
    void aSlipIsRefusedWithItsPlace(String line) throws IOException {
        Path file = Files.writeString(folder.resolve("p.fragment"), "# bulkhead-profile 1 p\n\n" + line + " # why\n");
        assertThatThrownBy(() -> ProfileReader.fragment(file))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("p.fragment:3");
    }

    @Test
    void aLineWithoutAReasonIsRefused() throws Exception {
        String text =
                "# bulkhead-profile 1 p\n# What it is.\n\n--proc /proc # shows it alone\n--remount-ro /proc\n\n--new-session\n";
        Path file = Files.writeString(folder.resolve("p.fragment"), text);
        assertThatThrownBy(() -> ProfileReader.fragment(file))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("p.fragment:7")
                .hasMessageContaining("--new-session");
        Files.writeString(file, text.replace("\n\n--new", "\n# No terminal.\n--new"));
        assertThat(ProfileReader.fragment(file).options()).hasSize(3);
    }

    @Test
    void aValueWithASpaceOrAHashStaysOneWord() throws Exception {
        Path file = Files.writeString(
                folder.resolve("p.fragment"), "# bulkhead-profile 1 p\n--bind ${WORKSPACE} /workspace # here\n");
        assertThat(ProfileReader.fragment(file).filledIn(Map.of("WORKSPACE", "/a b/#c $1")))
                .containsExactly("--bind", "/a b/#c $1", "/workspace");
    }
}
