package dev.bulkhead.daemon.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceLimitsTest {
    private final ResourceLimits limits = new ResourceLimits(new Posix());

    @Test
    void aRunningProcessIsBounded() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(limits.apply(
                            process.pid(),
                            ResourceLimits.of(new Bounds(300L << 20, 40, 1L << 30, 1, Bounds.Excess.SLOWED_AND_IDLE))))
                    .isEmpty();
            List<String> now = Files.readAllLines(Path.of("/proc/" + process.pid() + "/limits"));
            assertThat(String.join("\n", now).replaceAll(" +", " "))
                    .contains("Max data size 314572800 314572800")
                    .contains("Max file size 1073741824 1073741824")
                    .contains("Max processes 40 40")
                    .contains("Max open files 1024 1024")
                    .contains("Max core file size 0 0");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatCannotBeBoundedIsNamed() {
        assertThat(limits.apply(
                        Integer.MAX_VALUE, ResourceLimits.of(new Bounds(1, 1, 1, 1, Bounds.Excess.SLOWED_AND_IDLE))))
                .hasSize(6)
                .allMatch(sentence -> sentence.endsWith("(errno 3)"));
    }

    @Test
    void aBoundedProcessGetsNoMoreMemoryThanItMay() throws Exception {
        Process process = new ProcessBuilder(
                        "/usr/bin/python3", "-c", "input(); b = bytearray(400 << 20); print(len(b))")
                .redirectErrorStream(true)
                .start();
        limits.apply(
                process.pid(),
                ResourceLimits.of(new Bounds(200L << 20, 40, 1L << 30, 1, Bounds.Excess.SLOWED_AND_IDLE)));
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        assertThat(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("MemoryError");
    }
}
