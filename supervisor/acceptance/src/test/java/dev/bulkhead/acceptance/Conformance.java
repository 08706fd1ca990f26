package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.home.Trees;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The official conformance suite, run against a server on stdio through {@code bridges/http2stdio.mjs}: the suite itself tests
 * servers by their URL alone.
 */
final class Conformance {
    static final String SUITE = "node_modules/@modelcontextprotocol/conformance/dist/index.js";
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String SCENARIO_MILLIS = "10000";

    /** The suite's summary: {@code ✓ tools-list: 3 passed, 0 failed}, and below {@code ✗ tasks-lifecycle (extension)}. */
    private static final Pattern SCENARIO =
            Pattern.compile("^[✓✗] (\\S+): \\d+ passed, (\\d+) failed$", Pattern.MULTILINE);

    private static final Pattern NOT_SCORED = Pattern.compile("^ {2}[✓✗] (\\S+) \\(.*\\)$", Pattern.MULTILINE);
    private static final Pattern RESULTS = Pattern.compile("^server-(.+)-\\d{4}-\\d\\d-\\d\\dT[0-9-]+Z$");

    private final Npm npm;
    private final Path results;

    /** Keeps the suite's findings below {@code results}. */
    Conformance(Npm npm, Path results) {
        this.npm = npm;
        this.results = results;
    }

    /**
     * What the suite said of one server: scenarios that count, those of them that failed, each with what was wrong, and those
     * that passed with a warning.
     */
    record Score(int scenarios, SortedMap<String, String> missed, SortedMap<String, String> warned, Duration took) {
        int passed() {
            return scenarios - missed.size();
        }
    }

    /** Runs all scenarios of {@code revision}; {@code options} are the bridge's. */
    Score run(
            String name, Revision revision, List<String> options, List<String> server, Map<String, String> environment)
            throws IOException {
        Path folder = results.resolve(name);
        if (Files.exists(folder)) {
            Trees.delete(folder);
        }
        Files.createDirectories(folder);
        long start = System.nanoTime();
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(server);
        Process bridge = Launch.builder(npm.command("bridges/http2stdio.mjs", arguments), npm.environment(environment))
                .redirectError(folder.resolve("stderr.txt").toFile())
                .start();
        try (BufferedReader out = bridge.inputReader(StandardCharsets.UTF_8)) {
            String url = out.readLine();
            Result suite = Launch.toTheEnd(
                    npm.command(
                            SUITE,
                            List.of(
                                    "server",
                                    "--url",
                                    url,
                                    "--requirements",
                                    revision.date(),
                                    "--timeout",
                                    SCENARIO_MILLIS,
                                    "-o",
                                    folder.toString())),
                    npm.environment(Launch.environment(folder)),
                    "",
                    LIMIT);
            Files.writeString(folder.resolve("suite.txt"), suite.out() + suite.err());
            return score(suite, folder, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            end(bridge);
        }
    }

    private static void end(Process bridge) throws IOException {
        bridge.getOutputStream().close();
        try {
            if (!bridge.waitFor(10, TimeUnit.SECONDS)) {
                bridge.descendants().forEach(ProcessHandle::destroyForcibly);
                bridge.destroyForcibly();
            }
        } catch (InterruptedException e) {
            bridge.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Score score(Result suite, Path folder, Duration took) throws IOException {
        SortedMap<String, Boolean> all = new TreeMap<>();
        for (Matcher line = SCENARIO.matcher(suite.out()); line.find(); ) {
            all.put(line.group(1), line.group(2).equals("0"));
        }
        for (Matcher line = NOT_SCORED.matcher(suite.out()); line.find(); ) {
            all.remove(line.group(1));
        }
        if (all.isEmpty()) {
            throw new IOException("the suite scored nothing; see " + folder + ": " + suite.err());
        }
        SortedMap<String, String> missed = new TreeMap<>(found(folder, "FAILURE"));
        missed.keySet().retainAll(all.keySet());
        all.forEach((scenario, passed) -> {
            if (!passed) {
                missed.putIfAbsent(scenario, "see suite.txt");
            }
        });
        SortedMap<String, String> warned = new TreeMap<>(found(folder, "WARNING"));
        warned.keySet().retainAll(all.keySet());
        return new Score(all.size(), missed, warned, took);
    }

    /** The scenarios with a check of that status, each with what its checks said. */
    private static Map<String, String> found(Path folder, String status) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> scenarios = Files.list(folder)) {
            for (Path scenario : scenarios.toList()) {
                Matcher name = RESULTS.matcher(scenario.getFileName().toString());
                Path checks = scenario.resolve("checks.json"); // not there when the scenario took too long
                if (!name.matches() || !Files.exists(checks)) {
                    continue;
                }
                for (JsonNode check : Json.read(Files.readAllBytes(checks))) {
                    if (check.path("status").asText().equals(status)) {
                        String said = check.path("id").asText() + ": "
                                + check.path("errorMessage").asText();
                        found.merge(name.group(1), said, (one, other) -> one + "; " + other);
                    }
                }
            }
        }
        return found;
    }
}
