package dev.bulkhead.daemon.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserScopeTest {
    @Test
    void theKernelHoldsMemoryProcessesAndProcessorsOfAllTogether() {
        assertThat(new UserScope(Path.of("/run/user/1000"))
                        .around(
                                List.of("/bin/sh", "start-sandbox"),
                                new Bounds(512L << 20, 128, 2L << 30, 0.5, Bounds.Excess.SLOWED_AND_IDLE)))
                .containsExactly(
                        "/usr/bin/env",
                        "-i",
                        "XDG_RUNTIME_DIR=/run/user/1000",
                        "/usr/bin/systemd-run",
                        "--user",
                        "--scope",
                        "--quiet",
                        "--collect",
                        "--slice=bulkhead.slice",
                        "--description=Bulkhead sandbox",
                        "--property=MemoryMax=603979776",
                        "--property=MemorySwapMax=0",
                        "--property=TasksMax=128",
                        "--property=CPUQuota=50%",
                        "--",
                        "/bin/sh",
                        "start-sandbox");
    }

    @Test
    void aTrialAsksForEveryLimit() {
        assertThat(String.join(" ", new UserScope(Path.of("/run/user/1000")).trial()))
                .contains("MemoryMax=", "TasksMax=", "CPUQuota=100%", "-- /usr/bin/true");
    }
}
