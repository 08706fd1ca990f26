package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.process.EscapeCatalogue.Language;
import dev.bulkhead.daemon.process.EscapeResult.Verdict;
import dev.bulkhead.daemon.sandbox.SandboxSpec;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.Profile;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.Trees;
import dev.bulkhead.protocol.local.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The escape suite: over a hundred attempts to get out, made in sandboxes that are started as the product starts them, after the same
 * self-test and with no credential. Safe for any thread; {@link #run} takes some seconds.
 */
public final class Escapes {
    private static final Logger LOG = LoggerFactory.getLogger(Escapes.class);
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final String UNANSWERED = "no answer";

    private final BulkheadHome home;
    private final Application application;
    private final Starter starter;
    private final SelfTests selfTests;
    private final UpstreamStarts starts;
    private final RandomGenerator random;

    Escapes(
            BulkheadHome home,
            Application application,
            Starter starter,
            SelfTests selfTests,
            UpstreamStarts starts,
            RandomGenerator random) {
        this.home = home;
        this.application = application;
        this.starter = starter;
        this.selfTests = selfTests;
        this.starts = starts;
        this.random = random;
    }

    /** What one side of an attempt gave. */
    private record Answer(boolean isOpen, String how) {}

    /**
     * Tries everything from inside sandboxes of {@code order}'s tenant.
     *
     * @param network where the tenant's sandboxes may go, under the profile that has a network
     * @param closed the other tenants' workspaces
     * @param progress is told what is going on
     * @throws SandboxUnavailableException when a sandbox cannot be made, or did not hold in its self-test already
     */
    public List<EscapeResult> run(
            TenantServers.Order order, TenantSettings.Network network, List<Path> closed, Consumer<String> progress)
            throws IOException, SandboxUnavailableException {
        if (order.sandbox().profile() == Profile.LANDLOCK) {
            throw new SandboxUnavailableException(
                    "the escape suite is for the profiles with namespaces of their own (strict,"
                            + " network); what profile 'landlock' leaves open is in the README");
        }
        EscapeCatalogue catalogue = EscapeCatalogue.read(application.profiles().resolve("escape/attempts"));
        Map<String, EscapeResult> results = new HashMap<>();
        try (EscapeTargets targets =
                new EscapeTargets(selfTests.plants(), home, order.tenant(), order.workspace(), random)) {
            for (Language language : Language.values()) {
                progress.accept("trying to get out, in " + language.wireName());
                for (EscapeResult result : run(order, network, closed, language, catalogue, targets)) {
                    results.put(key(result.attempt(), language), result);
                }
            }
        }
        List<EscapeResult> all = new ArrayList<>();
        for (EscapeCatalogue.Attempt attempt : catalogue.attempts()) {
            attempt.languages().forEach(language -> all.add(results.get(key(attempt, language))));
        }
        record(order, all);
        return all;
    }

    private static String key(EscapeCatalogue.Attempt attempt, Language language) {
        return attempt.id() + " " + language;
    }

    private List<EscapeResult> run(
            TenantServers.Order order,
            TenantSettings.Network network,
            List<Path> closed,
            Language language,
            EscapeCatalogue catalogue,
            EscapeTargets targets)
            throws IOException, SandboxUnavailableException {
        EscapePrograms programs =
                new EscapePrograms(application, starts.programs().programs());
        SandboxSpec.Program program;
        try {
            program = programs.inside(language, starts.programs().rules(order.workspace(), closed));
        } catch (SandboxUnavailableException e) {
            String why = String.valueOf(e.getMessage());
            return catalogue.in(language).stream()
                    .map(attempt -> new EscapeResult(attempt, language, Verdict.NOT_TRIED, "", false, "", why))
                    .toList();
        }
        Map<String, Answer> attempts = new HashMap<>();
        Map<String, Answer> twins = new HashMap<>();
        inside(order, network, language, program, targets, attempts, twins);
        outside(language, programs.outside(language), targets, attempts, twins);
        List<EscapeResult> results = new ArrayList<>();
        for (EscapeCatalogue.Attempt attempt : catalogue.in(language)) {
            Answer answer = attempts.getOrDefault(attempt.id(), new Answer(true, UNANSWERED));
            Answer twin = twins.getOrDefault(attempt.id(), new Answer(false, UNANSWERED));
            Optional<AcceptedHole> accepted =
                    answer.isOpen() ? AcceptedHole.of(attempt.id(), order.profile()) : Optional.empty();
            Verdict verdict =
                    !answer.isOpen() ? Verdict.BLOCKED : accepted.isPresent() ? Verdict.ACCEPTED : Verdict.OPEN;
            results.add(new EscapeResult(
                    attempt,
                    language,
                    verdict,
                    answer.how(),
                    twin.isOpen(),
                    twin.how(),
                    accepted.map(AcceptedHole::explanation).orElse("")));
        }
        return results;
    }

    private void inside(
            TenantServers.Order order,
            TenantSettings.Network network,
            Language language,
            SandboxSpec.Program program,
            EscapeTargets targets,
            Map<String, Answer> attempts,
            Map<String, Answer> twins)
            throws IOException, SandboxUnavailableException {
        String name = "escape suite in " + language.wireName();
        String scratch = "/workspace/.bulkhead-escape-" + language.wireName();
        UpstreamStarts.Proven proven = starts.startAlone(
                order, network, name, program, targets.environment(scratch), begun -> readErrors(name, begun));
        read(proven.sandboxed(), attempts, twins);
    }

    private void outside(
            Language language,
            List<String> program,
            EscapeTargets targets,
            Map<String, Answer> attempts,
            Map<String, Answer> twins)
            throws IOException {
        if (program.isEmpty()) {
            return;
        }
        Path scratch = Files.createTempDirectory("bulkhead-escape-");
        try {
            List<String> command = new ArrayList<>(List.of("/usr/bin/env", "-i", "PATH=/usr/bin:/bin"));
            targets.environment(scratch.resolve("scratch").toString())
                    .forEach((name, value) -> command.add(name + "=" + value));
            command.addAll(program);
            Sandboxed started = starter.start(command);
            readErrors("escape suite outside, in " + language.wireName(), started);
            read(started, attempts, twins);
        } finally {
            Trees.delete(scratch);
        }
    }

    private void read(Sandboxed from, Map<String, Answer> attempts, Map<String, Answer> twins) throws IOException {
        starts.later(LONGEST, from::kill);
        from.streams().in().close();
        try {
            BoundedLines.read(from.streams().out(), line -> answer(line, attempts, twins));
        } finally {
            from.streams().outputIsRead();
            int status = from.awaitEnd(Duration.ofSeconds(5));
            if (status != 0) {
                LOG.warn("the escape suite ended with status {}", status);
            }
        }
    }

    private static void answer(String line, Map<String, Answer> attempts, Map<String, Answer> twins) {
        try {
            JsonNode answer = ControlMessages.JSON.readTree(line);
            Map<String, Answer> side = answer.path("side").asText().equals("attempt") ? attempts : twins;
            // The first word counts: nothing that comes later makes an open door shut.
            side.putIfAbsent(
                    answer.path("id").asText(),
                    new Answer(
                            answer.path("open").asBoolean(side == attempts),
                            BoundedLines.printable(answer.path("how").asText())));
        } catch (IOException e) {
            LOG.warn("the escape suite said what is no JSON: {}", BoundedLines.printable(line));
        }
    }

    private static void readErrors(String what, Sandboxed of) {
        Thread.ofPlatform().daemon().name("escape-stderr").start(() -> {
            try {
                BoundedLines.read(of.streams().err(), line -> LOG.info("{}: {}", what, BoundedLines.printable(line)));
            } catch (IOException e) {
                LOG.debug("{}: {}", what, e.getMessage());
            }
        });
    }

    private void record(TenantServers.Order order, List<EscapeResult> results) throws IOException {
        Map<Verdict, Long> counts = new TreeMap<>();
        results.forEach(result -> counts.merge(result.verdict(), 1L, Long::sum));
        List<String> words = new ArrayList<>();
        counts.forEach((verdict, count) -> words.add(count + " " + verdict.word()));
        List<String> open = results.stream()
                .filter(result -> result.verdict() == Verdict.OPEN)
                .map(result -> result.attempt().id() + " (" + result.language().wireName() + ")")
                .toList();
        starts.record(
                order.tenant(),
                EventType.ESCAPE_SUITE,
                open.isEmpty() ? ResultStatus.SUCCESS : ResultStatus.DENIED,
                null,
                String.join(", ", words) + (open.isEmpty() ? "" : "; open: " + String.join(", ", open)));
    }
}
