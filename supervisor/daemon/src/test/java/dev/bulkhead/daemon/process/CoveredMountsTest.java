package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel says of a sandbox's mounts: each name covered by itself, or nothing starts. */
class CoveredMountsTest {
    private static final List<String> BASE = List.of(
            "20 1 0:40 / / ro,nosuid - tmpfs tmpfs rw",
            "21 20 8:1 /home/anna/work\\040acme /workspace rw,nosuid - ext4 /dev/sda1 rw",
            "22 20 8:1 /usr/lib /usr/lib ro - ext4 /dev/sda1 rw");

    private static void check(String... more) throws SandboxUnavailableException {
        List<String> lines = new ArrayList<>(BASE);
        lines.addAll(List.of(more));
        CoveredMounts.check(lines, "/workspace", List.of(Path.of(".git"), Path.of("a b/.vscode")));
    }

    private static final String GIT =
            "30 21 8:1 /home/anna/work\\040acme/.git /workspace/.git ro,nosuid - ext4 /dev/sda1 rw";

    @Test
    void namesThatAreCoveredByThemselvesPass() {
        assertThatCode(
                        () -> check(
                                GIT,
                                "31 21 8:1 /home/anna/work\\040acme/a\\040b/.vscode /workspace/a\\040b/.vscode ro - ext4 /dev/sda1 rw"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // not there; of another place; of another disk; writable; its folder was exchanged
                "22 20 8:1 /usr/lib /usr/lib64 ro - ext4 /dev/sda1 rw",
                "31 21 8:1 /home/anna/other/.vscode /workspace/a\\040b/.vscode ro - ext4 /dev/sda1 rw",
                "31 21 8:2 /home/anna/work\\040acme/a\\040b/.vscode /workspace/a\\040b/.vscode ro - ext4 /dev/sda1 rw",
                "31 21 8:1 /home/anna/work\\040acme/a\\040b/.vscode /workspace/a\\040b/.vscode rw - ext4 /dev/sda1 rw",
                "31 21 8:1 /home/anna/work\\040acme/a\\040b/.vscode /workspace/c/.vscode ro - ext4 /dev/sda1 rw",
                "31 21 8:1 /home/anna/work\\040acme/a\\040b/.vscode//deleted /workspace/a\\040b/.vscode ro - ext4 /dev/sda1 rw"
            })
    void oneThatIsNotIsRefused(String line) {
        assertThatThrownBy(() -> check(GIT, line))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("a b/.vscode");
    }
}
