package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.egress.EgressProxy;
import dev.bulkhead.daemon.egress.Injection;
import dev.bulkhead.daemon.egress.Reach;
import dev.bulkhead.daemon.limits.SandboxLimits;
import dev.bulkhead.daemon.sandbox.SandboxSpec;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.sandbox.Wall;
import dev.bulkhead.daemon.sandbox.Walls;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.Profile;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts a program of others behind a wall: the stage first, then its proof, then the command with its credentials. Safe for any
 * thread; {@link #start} waits.
 */
final class UpstreamStarts implements AutoCloseable {
    private static final Duration PROOF_LIMIT = Duration.ofSeconds(20);

    private final Application application;
    private final Walls walls;
    private final Starter starter;
    private final SelfTests selfTests;
    private final UpstreamPrograms programs;
    private final Eras eras;
    private final EgressProxy egress;
    private final Path run;
    private final RandomGenerator random;
    private final SandboxLimits limits;
    private final Guards guards;
    private final EventSink events;
    private final InstantSource clock;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("upstream-ends").factory());

    UpstreamStarts(
            BulkheadHome home,
            Application application,
            Starter starter,
            SelfTests selfTests,
            UpstreamPrograms programs,
            SandboxLimits limits,
            EgressProxy egress,
            EventSink events,
            InstantSource clock,
            RandomGenerator random) {
        this.application = application;
        this.walls = new Walls(application.profiles(), home.run(), random);
        this.starter = starter;
        this.selfTests = selfTests;
        this.programs = programs;
        this.eras = new Eras(home, clock);
        this.limits = limits;
        this.guards = new Guards(application.profiles(), home.state(), events, clock);
        this.egress = egress;
        this.run = home.run();
        this.random = random;
        this.events = events;
        this.clock = clock;
    }

    /**
     * A program behind a wall that was proven.
     *
     * @param selfTest what the proof gave: {@code 31/31}
     */
    record Proven(Sandboxed sandboxed, String selfTest) {}

    Eras eras() {
        return eras;
    }

    UpstreamPrograms programs() {
        return programs;
    }

    /** What closes the obeyed names of workspaces, for these starts and the tenant servers'. */
    Guards guards() {
        return guards;
    }

    /** Does something small after a while. */
    void later(Duration delay, Runnable what) {
        later.schedule(what, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Starts {@code order} for the tenant of {@code process}.
     *
     * @param begun is told of the sandbox before it is proven, so that it can be ended
     * @param end is told why, when a limit ends it
     * @throws SandboxUnavailableException when it may not or cannot run, in a sentence with what to do
     */
    Proven start(TenantProcess process, UpstreamOrder order, Consumer<Sandboxed> begun, Consumer<String> end)
            throws IOException, SandboxUnavailableException {
        TenantServers.Order tenant = process.order();
        Optional<String> full = process.workspaceProblem();
        if (full.isPresent()) {
            throw new SandboxUnavailableException(full.get());
        }
        Guard guard =
                guards.of(tenant.tenant(), tenant.workspace(), tenant.sandbox().profile());
        guard.onExchange(process::close);
        Map<String, SecretBytes> environment = new TreeMap<>();
        WayOut wayOut = WayOut.NONE;
        try {
            List<Injection> injections = Placeholders.of(order, process.owner(), random);
            if (tenant.sandbox().profile() == Profile.NETWORK) {
                wayOut = wayOut(
                        tenant.tenant(),
                        order.name(),
                        () -> Reach.of(process.owner().settings().network()),
                        injections);
            }
            SandboxSpec.Program program = programs.program(
                    tenant.tenant(), tenant.workspace(), order, process.owner().closed());
            SandboxSpec spec = spec(tenant, guard, wayOut, program);
            UpstreamEnvironment.fill(environment, tenant.tenant(), order, process.owner(), injections);
            wayOut.variables(environment);
            return start(
                    new Launch(tenant.tenant(), order.name(), spec, guard, wayOut, tenant.sandbox(), environment),
                    begun,
                    end);
        } finally {
            environment.values().forEach(SecretBytes::close);
            guard.closeUnlessUsed();
            wayOut.closeUnlessUsed();
        }
    }

    /** Opens a way out for one start. */
    WayOut wayOut(TenantId tenant, String server, Supplier<Reach> reach, List<Injection> injections)
            throws IOException {
        return WayOut.open(egress, tenant, server, reach, injections, run);
    }

    private SandboxSpec spec(TenantServers.Order tenant, Guard guard, WayOut wayOut, SandboxSpec.Program program) {
        return new SandboxSpec(
                tenant.profile(),
                tenant.workspace(),
                Path.of(System.getProperty("java.home")),
                application.jars("tenant-server"),
                application.archive("stage"),
                guard.readOnly(),
                wayOut.socket(),
                wayOut.arguments(program),
                StageCommand.of(application),
                StageCommand.of(application));
    }

    /**
     * Starts a program of ours in a sandbox of the tenant's as an upstream's is, with what every program finds in its environment and
     * {@code more}; without a tenant server, and so without credentials.
     *
     * @param network where the tenant's sandboxes may go, under the profile that has a network
     */
    Proven startAlone(
            TenantServers.Order tenant,
            TenantSettings.Network network,
            String name,
            SandboxSpec.Program program,
            Map<String, String> more,
            Consumer<Sandboxed> begun)
            throws IOException, SandboxUnavailableException {
        Guard guard =
                guards.of(tenant.tenant(), tenant.workspace(), tenant.sandbox().profile());
        Map<String, SecretBytes> environment = new TreeMap<>();
        UpstreamEnvironment.basics(environment);
        more.forEach((variable, value) -> UpstreamEnvironment.literal(environment, variable, value));
        WayOut wayOut = WayOut.NONE;
        try {
            if (tenant.sandbox().profile() == Profile.NETWORK) {
                wayOut = wayOut(tenant.tenant(), name, () -> Reach.of(network), List.of());
            }
            return start(
                    new Launch(
                            tenant.tenant(),
                            name,
                            spec(tenant, guard, wayOut, program),
                            guard,
                            wayOut,
                            tenant.sandbox(),
                            environment),
                    begun,
                    why -> {});
        } finally {
            environment.values().forEach(SecretBytes::close);
            guard.closeUnlessUsed();
            wayOut.closeUnlessUsed();
        }
    }

    /**
     * A program to be started, with what stands around it.
     *
     * @param name the server's
     * @param guard what closes the obeyed names of its workspace
     * @param may what it may use of the machine
     * @param environment its variables, and no others
     */
    record Launch(
            TenantId tenant,
            String name,
            SandboxSpec spec,
            Guard guard,
            WayOut wayOut,
            TenantSettings.Sandbox may,
            Map<String, SecretBytes> environment) {}

    /** Starts what {@code launch} says. */
    Proven start(Launch launch, Consumer<Sandboxed> begun, Consumer<String> end)
            throws IOException, SandboxUnavailableException {
        SandboxSpec spec = launch.spec();
        Wall.Start start = walls.prepare(spec);
        Sandboxed sandboxed;
        try {
            sandboxed = starter.start(start, limits.aroundProgram(start.command(), launch.may()), launch.may());
        } catch (IOException e) {
            start.forget();
            throw e;
        }
        AtomicBoolean proven = new AtomicBoolean();
        later(PROOF_LIMIT, () -> {
            if (!proven.get()) {
                sandboxed.kill();
            }
        });
        try {
            launch.wayOut().usedBy(sandboxed);
            begun.accept(sandboxed);
            StageTalk talk = new StageTalk(sandboxed.streams());
            String selfTest = prove(launch, start, talk);
            proven.set(true);
            launch.guard().check(sandboxed.pid());
            limits.program(launch.tenant(), launch.name(), launch.may(), sandboxed.pid(), why -> {
                end.accept(why);
                sandboxed.kill();
            });
            if (!start.moved().paths().isEmpty()) {
                UpstreamEnvironment.literal(
                        launch.environment(), "HOME", start.moved().seen("/workspace"));
                UpstreamEnvironment.literal(
                        launch.environment(), "TMPDIR", start.moved().seen("/tmp"));
            }
            List<String> command = launch.spec().program().command().stream()
                    .map(start.moved()::seen)
                    .toList();
            // What runs on our Java alone stands for a tenant server, which does not restrict itself.
            boolean isOurs = launch.spec().program().fragments().isEmpty();
            talk.become(command, launch.environment(), isOurs ? List.of() : start.restrictions());
            return new Proven(sandboxed, selfTest);
        } catch (IOException | SandboxUnavailableException | RuntimeException e) {
            sandboxed.kill();
            sandboxed.streams().outputIsRead();
            throw e;
        } finally {
            launch.guard().closeAfter(sandboxed);
            start.forget();
        }
    }

    private String prove(Launch launch, Wall.Start start, StageTalk talk)
            throws IOException, SandboxUnavailableException {
        TenantId tenant = launch.tenant();
        String name = launch.name();
        SandboxSpec spec = launch.spec();
        List<String> writable = spec.profile().equals(Installs.PROFILE) ? SelfTests.PACKAGE : SelfTests.WORKSPACE;
        SelfTest.Verdict verdict;
        try {
            Optional<Destination> refused =
                    launch.wayOut().selfTestAsksFor(selfTests.plants().loopback());
            SelfTest test =
                    selfTests.of(tenant, spec.profile(), start.visible(), writable, SelfTests.By.STAGE, refused);
            verdict = test.judge(talk.probe(test.targets()));
        } finally {
            launch.wayOut().selfTestIsOver();
        }
        if (!verdict.open().isEmpty()) {
            record(
                    tenant,
                    EventType.SELF_TEST,
                    ResultStatus.DENIED,
                    null,
                    name + ": " + verdict.told() + "; reached: " + verdict.reached());
            throw new SandboxUnavailableException("the sandbox of server '" + name + "' of tenant '" + tenant
                    + "' did not hold, so it was not started. From inside it reached: " + verdict.reached());
        }
        selfTests.requireSight();
        return verdict.told();
    }

    void record(TenantId tenant, EventType type, ResultStatus status, @Nullable String session, String detail)
            throws IOException {
        events.record(AuditEvent.of(clock.instant(), tenant, type, status, session, null, detail));
    }

    @Override
    public void close() {
        guards.close();
        later.shutdownNow();
    }
}
