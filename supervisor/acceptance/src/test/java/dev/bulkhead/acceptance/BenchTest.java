package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bulkhead bench}: what it measures is in its figures; that it measures the same for each side is here. */
class BenchTest {
    private static final List<String> FIGURES = List.of(
            "start_ms",
            "call_200_p50_ms",
            "call_10k_p50_ms",
            "call_1m_p50_ms",
            "calls_per_second",
            "session_mib",
            "exit_ms",
            "left_after_exit",
            "left_after_kill",
            "tenants_start_ms",
            "tenants_mib",
            "tenants_calls_per_second");

    @TempDir
    Path folder;

    @Test
    void aNumberOfClientsThatMakesNoSenseIsToldBeforeAnythingIsMeasured() throws Exception {
        assertThat(run("--tenants", "0")).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("err"))).contains("--tenants takes a number from 1 to 50, not '0'");
    }

    @Test
    void twoSidesOfOneNameAreToldBeforeAnythingIsMeasured() throws Exception {
        assertThat(run("--against", "a=DEBUG=1 x", "--against", "a=y")).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("err"))).contains("two sides would be called 'a'");
    }

    /** The bare server stands in for another gateway; it leaves a process of its own behind, which must be seen. */
    @Test
    @Tag("long")
    void eachSideOfAComparisonDoesTheSameWorkAndWhatOneLeavesBehindIsSeen() throws Exception {
        String leavesOne = "(sleep 60 >/dev/null 2>&1 </dev/null &); exec node {server}";
        int exit = run("--json", "--tenants", "2", "--against", "untidy=" + leavesOne, "--against", "dead=exit 1");
        assertThat(exit).as(Files.readString(folder.resolve("err"))).isEqualTo(1); // One is dead.
        JsonNode sides = Json.read(Files.readAllBytes(folder.resolve("out")));
        for (String side : List.of("directly", "Bulkhead", "untidy")) {
            for (String figure : FIGURES) {
                assertThat(sides.path(side).has(figure))
                        .as("%s of %s: %s", figure, side, Files.readString(folder.resolve("err")))
                        .isTrue();
            }
            assertThat(sides.path(side).path("wrong_answers").asInt()).isZero();
            assertThat(sides.path(side).has("failure")).as(side).isFalse();
        }
        assertThat(sides.at("/directly/left_after_exit").asInt()).isZero();
        assertThat(sides.at("/Bulkhead/left_after_exit").asInt()).isZero();
        assertThat(sides.at("/Bulkhead/left_after_kill").asInt()).isZero();
        assertThat(sides.at("/untidy/left_after_exit").asInt()).isEqualTo(1);
        assertThat(sides.at("/dead/failure").asText()).contains("listed no tool 'echo'");
        assertThat(sides.path("dead").has("start_ms")).isFalse();
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        try (Bulkhead bulkhead = Bulkhead.inTemporaryHome()) {
            List<String> command = new ArrayList<>(bulkhead.command());
            command.add("bench");
            command.addAll(List.of(arguments));
            Map<String, String> environment = new HashMap<>(bulkhead.environment());
            // How npm gets out of here, where that takes a proxy or a certificate.
            System.getenv().forEach((name, value) -> {
                if (name.matches("NODE_EXTRA_CA_CERTS|(?i)npm_config_.*|https?_proxy|no_proxy")) {
                    environment.put(name, value);
                }
            });
            Process process = Launch.builder(command, environment)
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile())
                    .start();
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        }
    }
}
