package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.limits.SandboxLimits;
import dev.bulkhead.daemon.sandbox.SandboxSpec;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.sandbox.Wall;
import dev.bulkhead.daemon.sandbox.Walls;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
        Guard guard = guards.of(tenant.tenant(), tenant.workspace());
        guard.onExchange(process::close);
        Map<String, SecretBytes> environment = Map.of();
        try {
            SandboxSpec spec = spec(
                    tenant,
                    guard,
                    programs.program(
                            tenant.tenant(),
                            tenant.workspace(),
                            order,
                            process.owner().closed()));
            environment = environment(tenant.tenant(), order, process.owner());
            return start(tenant.tenant(), order.name(), spec, guard, tenant.sandbox(), environment, begun, end);
        } finally {
            environment.values().forEach(SecretBytes::close);
            guard.closeUnlessUsed();
        }
    }

    /**
     * Starts a program of ours in a sandbox of the tenant's as an upstream's is, with what every program finds in its environment and
     * {@code more}; without a tenant server, and so without credentials.
     */
    Proven startAlone(
            TenantServers.Order tenant,
            String name,
            SandboxSpec.Program program,
            Map<String, String> more,
            Consumer<Sandboxed> begun)
            throws IOException, SandboxUnavailableException {
        Guard guard = guards.of(tenant.tenant(), tenant.workspace());
        Map<String, SecretBytes> environment = new TreeMap<>();
        basics(environment);
        more.forEach((variable, value) -> literal(environment, variable, value));
        try {
            SandboxSpec spec = spec(tenant, guard, program);
            return start(tenant.tenant(), name, spec, guard, tenant.sandbox(), environment, begun, why -> {});
        } finally {
            environment.values().forEach(SecretBytes::close);
            guard.closeUnlessUsed();
        }
    }

    private SandboxSpec spec(TenantServers.Order tenant, Guard guard, SandboxSpec.Program program)
            throws SandboxUnavailableException {
        return new SandboxSpec(
                tenant.profile(),
                tenant.workspace(),
                Path.of(System.getProperty("java.home")),
                application.jars("tenant-server"),
                application.archive("stage"),
                guard.readOnly(),
                Optional.empty(),
                program,
                StageCommand.of(application));
    }

    /** Starts {@code spec}, whose program may use {@code may} and gets {@code environment} and no other variable. */
    Proven start(
            TenantId tenant,
            String name,
            SandboxSpec spec,
            Guard guard,
            TenantSettings.Sandbox may,
            Map<String, SecretBytes> environment,
            Consumer<Sandboxed> begun,
            Consumer<String> end)
            throws IOException, SandboxUnavailableException {
        Wall.Start start = walls.prepare(spec);
        Sandboxed sandboxed;
        try {
            sandboxed = starter.start(limits.aroundProgram(start.command(), may));
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
            begun.accept(sandboxed);
            StageTalk talk = new StageTalk(sandboxed.streams());
            String selfTest = prove(tenant, name, spec, start, talk);
            proven.set(true);
            guard.check(sandboxed.pid());
            limits.program(tenant, name, may, sandboxed.pid(), why -> {
                end.accept(why);
                sandboxed.kill();
            });
            // What runs on our Java alone stands for a tenant server, which does not restrict itself.
            boolean isOurs = spec.program().fragments().isEmpty();
            talk.become(spec.program().command(), environment, isOurs ? List.of() : start.restrictions());
            return new Proven(sandboxed, selfTest);
        } catch (IOException | SandboxUnavailableException | RuntimeException e) {
            sandboxed.kill();
            sandboxed.streams().outputIsRead();
            throw e;
        } finally {
            guard.closeAfter(sandboxed);
            start.forget();
        }
    }

    private String prove(TenantId tenant, String name, SandboxSpec spec, Wall.Start start, StageTalk talk)
            throws IOException, SandboxUnavailableException {
        List<String> writable = spec.profile().equals(Installs.PROFILE) ? SelfTests.PACKAGE : SelfTests.WORKSPACE;
        SelfTest test = selfTests.of(tenant, spec.profile(), start.visible(), writable, SelfTests.By.STAGE);
        SelfTest.Verdict verdict = test.judge(talk.probe(test.targets()));
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

    private static Map<String, SecretBytes> environment(TenantId tenant, UpstreamOrder order, ServerOwner owner)
            throws SandboxUnavailableException {
        Map<String, SecretBytes> environment = new TreeMap<>();
        basics(environment);
        if (order.settings() instanceof UpstreamSettings.Stdio stdio) {
            for (Map.Entry<String, UpstreamSettings.Value> each : stdio.env().entrySet()) {
                switch (each.getValue()) {
                    case UpstreamSettings.Value.Literal value -> literal(environment, each.getKey(), value.text());
                    case UpstreamSettings.Value.Secret secret ->
                        environment.put(
                                each.getKey(),
                                owner.secret(secret.name())
                                        .orElseThrow(
                                                () -> new SandboxUnavailableException("the vault of tenant '" + tenant
                                                        + "' holds no secret '" + secret.name()
                                                        + "': run 'bulkhead secret set " + tenant
                                                        + " " + secret.name() + "'")));
                }
            }
        }
        return environment;
    }

    /** What every program of a tenant finds in its environment. */
    private static void basics(Map<String, SecretBytes> environment) {
        literal(environment, "HOME", "/workspace");
        literal(environment, "PATH", "/usr/bin");
        literal(environment, "TMPDIR", "/tmp");
        literal(environment, "LC_ALL", "C.UTF-8");
    }

    static void literal(Map<String, SecretBytes> environment, String name, String value) {
        environment.put(name, SecretBytes.takeOver(value.getBytes(StandardCharsets.UTF_8)));
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
