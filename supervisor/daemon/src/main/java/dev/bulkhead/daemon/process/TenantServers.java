package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.egress.EgressProxy;
import dev.bulkhead.daemon.limits.Enforcement;
import dev.bulkhead.daemon.limits.Meter;
import dev.bulkhead.daemon.limits.SandboxLimits;
import dev.bulkhead.daemon.limits.UserScope;
import dev.bulkhead.daemon.sandbox.SandboxSpec;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.sandbox.Wall;
import dev.bulkhead.daemon.sandbox.Walls;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.Profile;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.home.Trees;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts tenant servers: the wall first, then its proof, then the credentials. Safe for any thread. */
public final class TenantServers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TenantServers.class);
    private static final Duration PROOF_LIMIT = Duration.ofSeconds(20);
    private static final Duration SCOPE_LIMIT = Duration.ofSeconds(10);
    private static final Duration READY_LIMIT = Duration.ofSeconds(20);

    private final BulkheadHome home;
    private final Application application;
    private final Walls walls;
    private final EventSink events;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final String version;
    private final Starter starter = new Starter();
    private final SelfTests selfTests;
    private final Packages packages;
    private final UpstreamStarts upstreams;
    private final SandboxLimits limits;
    private final FullWorkspaces full;
    private final Installs installs;
    private final Escapes escapes;

    public TenantServers(
            BulkheadHome home,
            Path userHome,
            Application application,
            EgressProxy egress,
            EventSink events,
            InstantSource clock,
            RandomGenerator random,
            String version) {
        this.home = home;
        this.application = application;
        this.walls = new Walls(application.profiles(), home.run(), random);
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.version = version;
        this.packages = new Packages(home);
        UpstreamPrograms programs = new UpstreamPrograms(home, userHome, packages);
        this.limits = new SandboxLimits(events, clock);
        this.selfTests = new SelfTests(home, application, starter, random);
        this.upstreams = new UpstreamStarts(
                home, application, starter, selfTests, programs, limits, egress, events, clock, random);
        this.full = new FullWorkspaces(limits, events, clock);
        UserScope.ofThisDesktop().ifPresent(this::tryOut);
        this.installs = new Installs(application, upstreams, packages, userHome, clock);
        this.escapes = new Escapes(home, application, starter, selfTests, upstreams, random);
    }

    /** Takes up to a second where it works, so nothing waits for it. */
    private void tryOut(UserScope scope) {
        Thread.ofPlatform().daemon().name("tries-scope").start(() -> {
            try {
                Sandboxed trial = starter.start(scope.trial());
                trial.streams().outputIsRead();
                if (trial.awaitEnd(SCOPE_LIMIT) == 0) {
                    limits.use(scope);
                    LOG.info("the user's systemd gives each sandbox a control group");
                } else {
                    LOG.info("the user's systemd gives no control groups: limits are watched instead");
                }
            } catch (IOException e) {
                LOG.info("the user's systemd could not be asked: {}", e.getMessage());
            }
        });
    }

    /** Returns how good each limit is here, by its name in status. */
    public Map<String, Enforcement> limits() {
        return limits.report();
    }

    /** From now on {@code meter} is told what each sandbox that begins uses. */
    public void countWith(Meter meter) {
        limits.countWith(meter);
    }

    public Packages packages() {
        return packages;
    }

    public Installs installs() {
        return installs;
    }

    public Escapes escapes() {
        return escapes;
    }

    /** Returns the upstreams of {@code settings} as a tenant server may have them, each with its era, or "" where none is known. */
    public Map<UpstreamOrder, String> upstreams(TenantSettings settings) {
        Map<UpstreamOrder, String> orders = new LinkedHashMap<>();
        settings.mcpServers().forEach((name, server) -> {
            UpstreamOrder order = UpstreamOrder.of(name, server, packages.installed(settings.tenant(), name));
            orders.put(order, upstreams.eras().of(settings.tenant(), order.id()).orElse(""));
        });
        return orders;
    }

    /**
     * How an upstream would do as things are.
     *
     * @param problem why it would not start; empty when nothing is known against it
     * @param noNetwork why it would have no network; empty when it would have one
     */
    public record Outlook(Optional<String> problem, Optional<String> noNetwork) {}

    /** Looks at {@code order} without starting it. May wait. */
    public Outlook outlook(TenantSettings settings, UpstreamOrder order, List<Path> closed) {
        Profile profile = settings.sandbox().profile();
        Optional<String> strict =
                profile == Profile.NETWORK ? Optional.empty() : Optional.of("profile " + profile.wireName());
        try {
            SandboxSpec.Program program =
                    upstreams.programs().program(settings.tenant(), settings.workspaceIn(home), order, closed);
            boolean injects = order.settings() instanceof UpstreamSettings.Stdio stdio
                    && !stdio.inject().isEmpty();
            Optional<String> problem = injects && strict.isPresent()
                    ? Optional.of("a secret that is put into its requests takes 'sandbox: { profile: network }' and the"
                            + " host in network.allow")
                    : Optional.empty();
            return new Outlook(problem, strict.or(() -> Forwarding.obstacle(program)));
        } catch (SandboxUnavailableException e) {
            return new Outlook(
                    Optional.of(String.valueOf(e.getMessage())), strict.or(() -> Optional.of("it does not start")));
        }
    }

    /**
     * Removes what a supervisor that was killed had planted, handed over, begun or left standing in workspaces, and plants anew in the
     * background. Call once, before the first start.
     */
    public void begin() throws IOException {
        Orphans.end();
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(home.run(), "{sandbox-*.args,sandbox-*.sb,trust-*}")) {
            for (Path file : left) {
                Trees.delete(file);
            }
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(home.run(), "tmp-*")) {
            left.forEach(Leftovers::remove);
        }
        upstreams.guards().sweep();
        Plants.sweep(home);
        selfTests.begin();
    }

    /**
     * What a tenant server is started with.
     *
     * @param workspace the tenant's working directory, as its settings were checked
     * @param sandbox the profile, and what each of the tenant's sandboxes may use
     */
    public record Order(TenantId tenant, String name, Path workspace, TenantSettings.Sandbox sandbox) {
        String profile() {
            return sandbox.profile().wireName();
        }
    }

    /**
     * Starts the tenant's server and returns it proven and ready.
     *
     * @param secrets the tenant's credentials; the caller closes them
     * @param may the upstreams that it may have started, each with its era, or ""
     * @param owner is told of the process before it is proven, so that nothing has to wait for a start to end it
     * @throws SandboxUnavailableException when the wall cannot be put up or did not hold: nothing serves
     * @throws IOException when the server did not start, or the audit did not take it
     */
    public TenantProcess start(
            Order order, Map<String, SecretBytes> secrets, Map<UpstreamOrder, String> may, ServerOwner owner)
            throws IOException, SandboxUnavailableException {
        Guard guard = upstreams
                .guards()
                .of(order.tenant(), order.workspace(), order.sandbox().profile());
        try {
            return start(order, guard, secrets, may, owner);
        } finally {
            guard.closeUnlessUsed();
        }
    }

    private TenantProcess start(
            Order order,
            Guard guard,
            Map<String, SecretBytes> secrets,
            Map<UpstreamOrder, String> may,
            ServerOwner owner)
            throws IOException, SandboxUnavailableException {
        Wall.Start start = walls.prepare(spec(order, guard));
        Sandboxed sandboxed;
        try {
            sandboxed = starter.start(start, limits.aroundServer(start.command(), order.sandbox()), order.sandbox());
        } catch (IOException e) {
            start.forget();
            throw e;
        }
        TenantProcess process = new TenantProcess(order, sandboxed, owner, upstreams);
        try {
            guard.onExchange(process::close);
            owner.begun(process);
            prove(order, process, start);
            guard.check(process.pid());
            limits.tenantServer(order.tenant(), order.sandbox(), process.pid(), process::close);
            process.watches(limits.workspace(
                    order.tenant(),
                    order.workspace(),
                    order.sandbox(),
                    upstreams.guards().appearing(order.tenant(), order.workspace()),
                    watch -> full.told(process, watch)));
            process.bind(
                    ControlMessages.bind(
                            order.tenant().value(),
                            order.name(),
                            version,
                            start.moved().seen("/workspace"),
                            upstreams.guards().names(),
                            secrets,
                            may),
                    List.copyOf(may.keySet()),
                    READY_LIMIT);
            record(
                    order.tenant(),
                    EventType.SERVER_STARTED,
                    ResultStatus.SUCCESS,
                    "pid " + process.pid() + ", profile " + order.profile() + ", self-test " + process.selfTest());
        } catch (IOException | SandboxUnavailableException | RuntimeException e) {
            process.close();
            throw e;
        } finally {
            guard.closeAfter(sandboxed);
            start.forget();
        }
        process.end().thenAccept(why -> ended(order.tenant(), why));
        return process;
    }

    /** A tenant server asks nobody in the network for anything: its own sandbox has none, whatever its upstreams may reach. */
    private static String serverProfile(Order order) {
        return order.sandbox().profile() == Profile.NETWORK ? Profile.STRICT.wireName() : order.profile();
    }

    private SandboxSpec spec(Order order, Guard guard) {
        return new SandboxSpec(
                serverProfile(order),
                order.workspace(),
                Path.of(System.getProperty("java.home")),
                application.jars("tenant-server"),
                application.archive("tenant-server"),
                guard.readOnly(),
                Optional.empty(),
                SandboxSpec.Program.NONE,
                TenantServerCommand.of(application, order.sandbox().memory()),
                StageCommand.of(application));
    }

    private void prove(TenantServers.Order order, TenantProcess process, Wall.Start start)
            throws IOException, SandboxUnavailableException {
        TenantId tenant = order.tenant();
        SelfTest test = selfTests.of(
                tenant,
                serverProfile(order),
                start.visible(),
                SelfTests.WORKSPACE,
                SelfTests.By.TENANT_SERVER,
                Optional.empty());
        SelfTest.Verdict verdict;
        try {
            verdict = process.prove(test, PROOF_LIMIT);
        } catch (IOException e) {
            process.close();
            String said = process.lastWords();
            throw new SandboxUnavailableException("the sandbox of tenant '" + tenant + "' could not be made ("
                    + (said.isEmpty() ? e.getMessage() : said) + "): run 'bulkhead doctor', which says what to do");
        }
        if (!verdict.open().isEmpty()) {
            record(
                    tenant,
                    EventType.SELF_TEST,
                    ResultStatus.DENIED,
                    verdict.told() + "; reached: " + verdict.reached());
            throw new SandboxUnavailableException("the sandbox of tenant '" + tenant
                    + "' did not hold, so it does not serve. From inside it reached: " + verdict.reached());
        }
        selfTests.requireSight();
        record(tenant, EventType.SELF_TEST, ResultStatus.SUCCESS, verdict.told());
    }

    private void ended(TenantId tenant, String why) {
        try {
            record(tenant, EventType.SERVER_ENDED, ResultStatus.SUCCESS, why);
        } catch (IOException e) {
            LOG.error("the end of the tenant server of {} could not be recorded: {}", tenant, e.getMessage());
        }
    }

    private void record(TenantId tenant, EventType type, ResultStatus status, String detail) throws IOException {
        events.record(AuditEvent.of(clock.instant(), tenant, type, status, null, null, detail));
    }

    @Override
    public void close() {
        upstreams.close();
        starter.close();
        limits.close();
        try {
            selfTests.close();
        } catch (IOException e) {
            LOG.warn("{}", e.getMessage());
        }
    }
}
