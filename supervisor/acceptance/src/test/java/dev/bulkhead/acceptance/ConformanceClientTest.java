package dev.bulkhead.acceptance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.home.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The official conformance suite finds nothing wrong with a client behind us: what its mock server is told is what the client
 * said.
 *
 * <p>The suite hands clients a URL. A sandbox has no network, so the upstream ({@code bridges/socket.mjs}) carries its stdio to a
 * Unix socket in the tenant's workspace, where the host ({@code bridges/driver.mjs}) takes it on to the URL.
 */
@Tag("long")
class ConformanceClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SCENARIO_MILLIS = "30000";
    private static final String SOCKET = "suite.sock";

    private static final Map<Run, Outcome> OUTCOMES = new LinkedHashMap<>();
    private static Agency agency;
    private static Npm npm;

    /** A scenario, with one of the revisions that it is scored for, and how many checks the suite makes in it. */
    record Run(String scenario, Revision revision, int checks) {
        /** A tenant of its own for each: the next scenario's server is another one. */
        String tenant() {
            return "t" + runs().toList().indexOf(this);
        }

        @Override
        public String toString() {
            return scenario + ", " + revision.date();
        }
    }

    /** What the suite found: how many of its checks passed, and what it said of the others. */
    record Outcome(int exit, long passed, List<String> others, double seconds) {}

    /** All client scenarios that are not about HTTP or OAuth, in the revisions that score them. */
    static Stream<Run> runs() {
        return Stream.of(
                new Run("initialize", Revision.LEGACY, 1),
                new Run("tools_call", Revision.LEGACY, 2),
                new Run("tools_call", Revision.MODERN, 2),
                new Run("elicitation-sep1034-client-defaults", Revision.LEGACY, 5),
                new Run("sep-2322-client-request-state", Revision.MODERN, 5),
                new Run("json-schema-ref-no-deref", Revision.MODERN, 1),
                new Run("json-schema-2020-12-preservation", Revision.LEGACY, 9),
                new Run("json-schema-2020-12-preservation", Revision.MODERN, 9),
                new Run("request-metadata", Revision.MODERN, 8));
    }

    @BeforeAll
    static void start() throws Exception {
        npm = Npm.installed();
        agency = Agency.signedInTo(runs().map(Run::tenant).toArray(String[]::new));
        for (Run run : runs().toList()) {
            List<String> upstream = npm.command("bridges/socket.mjs", List.of("/workspace/" + SOCKET));
            agency.addServer(run.tenant(), "f", List.of(), upstream);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
        ConformanceTable table = new ConformanceTable();
        for (Run run : runs().filter(OUTCOMES::containsKey).toList()) {
            Outcome outcome = requireNonNull(OUTCOMES.get(run));
            String passed = outcome.passed() + "/" + run.checks();
            String remarks = String.join("; ", outcome.others());
            table.add("whole path", run.scenario(), run.revision(), passed, outcome.seconds(), remarks);
        }
        table.write("client");
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theSuiteFindsNothingWrongWithAClientBehindUs(Run run) throws Exception {
        Outcome outcome = outcome(run);
        OUTCOMES.put(run, outcome);
        assertThat(outcome.others()).isEmpty();
        assertThat(outcome.passed()).isEqualTo(run.checks());
        assertThat(outcome.exit()).isZero();
    }

    private static Outcome outcome(Run run) throws IOException {
        Path folder = Path.of("target/conformance-client")
                .toAbsolutePath()
                .resolve(run.toString().replace(", ", "-"));
        if (Files.exists(folder)) {
            Trees.delete(folder);
        }
        Files.createDirectories(folder);
        HostSession.Start host = agency.bulkhead().host(run.tenant());
        long start = System.nanoTime();
        Result suite = Launch.toTheEnd(
                npm.command(Conformance.SUITE, options(run, host, folder)),
                npm.environment(host.environment()),
                "",
                LIMIT);
        double seconds = (System.nanoTime() - start) / 1e9;
        Files.writeString(folder.resolve("suite.txt"), suite.out() + suite.err());
        long passed = 0;
        List<String> others = new ArrayList<>();
        for (JsonNode check : checks(folder)) {
            String status = check.path("status").asText();
            if (status.equals("SUCCESS")) {
                passed++;
            } else if (!status.equals("INFO")) {
                others.add(status + " " + check.path("id").asText() + ": "
                        + check.path("errorMessage").asText());
            }
        }
        return new Outcome(suite.exit(), passed, others, seconds);
    }

    private static List<String> options(Run run, HostSession.Start host, Path folder) {
        List<String> driver = new ArrayList<>(
                List.of(agency.workspace(run.tenant()).resolve(SOCKET).toString()));
        driver.addAll(host.command());
        return List.of(
                "client",
                "--command",
                String.join(" ", npm.command("bridges/driver.mjs", driver)),
                "--scenario",
                run.scenario(),
                "--spec-version",
                run.revision().date(),
                "--timeout",
                SCENARIO_MILLIS,
                "-o",
                folder.toString());
    }

    private static JsonNode checks(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Path checks = files.filter(file -> file.endsWith("checks.json"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the suite checked nothing; see " + folder));
            return Json.read(Files.readAllBytes(checks));
        }
    }
}
