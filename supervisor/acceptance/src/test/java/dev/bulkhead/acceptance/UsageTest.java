package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each tenant used is counted apart, by upstream and tool, and outlives the supervisor. */
class UsageTest {
    /** Ten seconds are the bound, and a busy machine is late. */
    private static final Duration WRITTEN = Duration.ofSeconds(14);

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex");
        Npm npm = Npm.installed();
        agency.addServer("acme", "legacy", List.of(), Fixture.LEGACY_ONLY.command(npm));
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static Map<String, Long> calls(String... arguments) throws IOException {
        Map<String, Long> calls = new TreeMap<>();
        for (JsonNode row : agency.bulkhead().json(arguments)) {
            calls.put(
                    (row.path("tenant").asText() + " " + row.path("upstream").asText("") + " "
                                    + row.path("tool").asText(""))
                            .strip(),
                    row.path("calls").asLong());
        }
        return calls;
    }

    @Test
    void eachTenantsWorkIsCountedApartAndSurvivesAnEndOfAnyKind() throws Exception {
        try (HostSession acme = agency.host("acme");
                HostSession globex = agency.host("globex")) {
            for (int i = 0; i < 3; i++) {
                assertThat(acme.call("list_files").has("result")).isTrue();
                assertThat(acme.call("legacy__test_simple_text").has("result")).isTrue();
            }
            assertThat(globex.call("list_files").has("result")).isTrue();
            Await.until(
                    "processor time was read",
                    Duration.ofSeconds(5),
                    () -> agency.bulkhead().json("usage", "acme", "--by", "upstream").findValues("cpu_seconds").stream()
                                    .filter(seconds -> seconds.asDouble() > 0)
                                    .count()
                            == 2);
        }
        assertThat(calls("usage", "acme", "--by", "tool"))
                .isEqualTo(Map.of("acme - list_files", 3L, "acme legacy legacy__test_simple_text", 3L));
        assertThat(calls("usage", "--by", "upstream"))
                .isEqualTo(Map.of("acme -", 3L, "acme legacy", 3L, "globex -", 1L));
        JsonNode day = agency.bulkhead().json("usage", "acme", "--by", "day").path(0);
        assertThat(day.path("active_seconds").asDouble()).isGreaterThanOrEqualTo(60);
        assertThat(day.path("peak_memory_bytes").asLong()).isGreaterThan(10 << 20);
        csv();

        Path file = file();
        Await.until(
                "it was written down",
                WRITTEN,
                () -> Files.exists(file) && Files.readString(file).contains("legacy__test_simple_text"));
        Processes.signal("KILL", agency.bulkhead().supervisorPid());
        assertThat(calls("usage", "acme")).isEqualTo(Map.of("acme", 6L));
        agency.bulkhead().ok("stop");
        assertThat(calls("usage", "acme")).isEqualTo(Map.of("acme", 6L));
        assertThat(agency.bulkhead().run("usage", "--month", "November").exit()).isEqualTo(2);
        assertThat(agency.bulkhead().json("usage", "--month", "2020-01")).isEmpty();
    }

    private static void csv() throws IOException {
        String csv = agency.bulkhead()
                .runWith("", "usage", "acme", "--by", "tool", "--csv")
                .out();
        List<String> lines = List.of(csv.split("\r\n", -1));
        assertThat(lines.getFirst())
                .isEqualTo(
                        "month,tenant,upstream,tool,day,first_call,last_call,calls,errors,refused,bytes_in,bytes_out,"
                                + "cpu_seconds,peak_memory_bytes,wall_seconds,active_seconds");
        assertThat(lines).hasSize(4);
        assertThat(lines.getLast()).isEmpty();
        assertThat(lines.subList(1, 3)).allMatch(line -> line.split(",", -1).length == 16 && line.contains(",acme,"));
    }

    private static Path file() throws IOException {
        Path folder = agency.bulkhead().home().resolve("state/usage/acme");
        String month =
                agency.bulkhead().json("usage", "acme").path(0).path("month").asText();
        return folder.resolve(month + ".json");
    }
}
