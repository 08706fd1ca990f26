package dev.bulkhead.acceptance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.acceptance.Conformance.Score;
import dev.bulkhead.acceptance.bench.TenantServerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The official conformance suite finds nothing wrong, in either era, whichever era the server behind us speaks.
 *
 * <p>Once against the tenant server alone and once through the whole path, so that it shows where something is lost; the long run
 * also goes to the fixtures directly, which must reach the full score for that to mean anything.
 */
@Tag("long")
class ConformanceTest {
    private static final int AT_ONCE = 2;
    private static final String SERVER = "f";
    private static final List<String> PREFIX = List.of("--prefix", SERVER + "__");
    private static final Path NO_HOME = Path.of("target/no-home");

    private static final Map<Cell, Future<Score>> SCORES = new LinkedHashMap<>();
    private static ExecutorService threads;
    private static Agency agency;

    /** One run of the suite: by which way to which server, in which revision. */
    record Cell(Route route, Fixture fixture, Revision revision) {
        @Override
        public String toString() {
            return route.label() + ", " + fixture.label() + ", " + revision.date();
        }
    }

    /** By which way the suite reaches the fixture. */
    enum Route {
        /** The fixture itself: what it can reach at all, so that what is missing elsewhere is missing by us. */
        DIRECT("direct"),
        /** The tenant server by hand, without supervisor and sandbox: bridges and names alone. */
        TENANT_SERVER("tenant server"),
        /** As a host does: launcher, supervisor, sandboxes. */
        WHOLE_PATH("whole path");

        private final String label;

        Route(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static Stream<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Route route : Route.values()) {
            if (route == Route.DIRECT && !Boolean.getBoolean("bulkhead.long")) {
                continue;
            }
            for (Fixture fixture : Fixture.values()) {
                for (Revision revision : Revision.values()) {
                    if (route != Route.DIRECT || fixture.speaks(revision)) {
                        cells.add(new Cell(route, fixture, revision));
                    }
                }
            }
        }
        return cells.stream();
    }

    @BeforeAll
    static void start() throws Exception {
        Conformance suite =
                new Conformance(Npm.installed(), Path.of("target/conformance").toAbsolutePath());
        Npm npm = Npm.installed();
        agency = Agency.signedInTo(
                Stream.of(Fixture.values()).map(Fixture::tenant).toArray(String[]::new));
        for (Fixture fixture : Fixture.values()) {
            agency.addServer(fixture.tenant(), SERVER, List.of(), fixture.command(npm));
        }
        threads = Executors.newFixedThreadPool(AT_ONCE);
        cells().forEach(cell -> SCORES.put(cell, threads.submit(() -> run(suite, npm, cell))));
    }

    private static Score run(Conformance suite, Npm npm, Cell cell) throws IOException {
        String name = cell.toString().replace(", ", "-").replace(' ', '-');
        List<String> fixture = cell.fixture().command(npm);
        return switch (cell.route()) {
            // The SDK of the modern fixtures leaves versions to its HTTP side, which the bridge is here.
            case DIRECT -> suite.run(name, cell.revision(), List.of("--gate"), fixture, Launch.environment(NO_HOME));
            case TENANT_SERVER -> {
                Path workspace = Files.createDirectories(
                        Path.of("target/by-hand", cell.fixture().tenant()));
                List<String> command = TenantServerCommand.direct(workspace.toAbsolutePath(), SERVER, fixture);
                yield suite.run(name, cell.revision(), PREFIX, command, Launch.environment(NO_HOME));
            }
            case WHOLE_PATH -> {
                HostSession.Start host = agency.bulkhead().host(cell.fixture().tenant());
                yield suite.run(name, cell.revision(), PREFIX, host.command(), host.environment());
            }
        };
    }

    @AfterAll
    static void stop() throws Exception {
        threads.close();
        agency.close();
        writeTable();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theSuiteMissesNothingButWhatIsExplained(Cell cell) throws Exception {
        Score score = requireNonNull(SCORES.get(cell)).get();
        assertThat(score.scenarios()).isEqualTo(cell.revision().scenarios());
        assertThat(score.missed().keySet()).as(score.missed().toString()).isEqualTo(explained(cell));
    }

    /**
     * What no bridge can give a modern host of a legacy server: the key under which that server would have asked (it asks by
     * requests, which have none), and a capability for one request alone (the server was told of them once, at its start).
     */
    private static Set<String> explained(Cell cell) {
        boolean bridged = cell.route() != Route.DIRECT
                && cell.fixture() == Fixture.LEGACY_ONLY
                && cell.revision() == Revision.MODERN;
        return bridged
                ? Set.of("input-required-result-basic-elicitation", "input-required-result-capability-check")
                : Set.of();
    }

    private static void writeTable() throws Exception {
        ConformanceTable table = new ConformanceTable();
        for (Map.Entry<Cell, Future<Score>> entry : SCORES.entrySet()) {
            Cell cell = entry.getKey();
            Score score = entry.getValue().get();
            table.add(
                    cell.route().label(),
                    cell.fixture().label(),
                    cell.revision(),
                    score.passed() + "/" + score.scenarios(),
                    score.took().toMillis() / 1000.0,
                    remarks(score));
        }
        table.write("server");
    }

    private static String remarks(Score score) {
        Map<String, String> remarks = new TreeMap<>();
        score.missed().keySet().forEach(scenario -> remarks.put(scenario, "missed"));
        score.warned().keySet().forEach(scenario -> remarks.putIfAbsent(scenario, "warned"));
        return remarks.isEmpty() ? "" : remarks.toString();
    }
}
