package dev.bulkhead.daemon;

import dev.bulkhead.daemon.alert.Alerts;
import dev.bulkhead.daemon.approval.Approvals;
import dev.bulkhead.daemon.approval.CallConsents;
import dev.bulkhead.daemon.approval.Executables;
import dev.bulkhead.daemon.approval.HostSeal;
import dev.bulkhead.daemon.approval.Hosts;
import dev.bulkhead.daemon.approval.KnownHosts;
import dev.bulkhead.daemon.audit.AuditKeys;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.audit.AuditVerifier;
import dev.bulkhead.daemon.audit.BackgroundVerification;
import dev.bulkhead.daemon.audit.ClearRows;
import dev.bulkhead.daemon.audit.Retention;
import dev.bulkhead.daemon.audit.Stamping;
import dev.bulkhead.daemon.control.ControlSocket;
import dev.bulkhead.daemon.control.Listener;
import dev.bulkhead.daemon.control.MonthlyEvidence;
import dev.bulkhead.daemon.egress.DesktopTrust;
import dev.bulkhead.daemon.egress.EgressLimits;
import dev.bulkhead.daemon.egress.EgressProxy;
import dev.bulkhead.daemon.export.Shipping;
import dev.bulkhead.daemon.identity.ProviderWire;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.process.keychain.Keychains;
import dev.bulkhead.daemon.review.StreamIndexes;
import dev.bulkhead.daemon.session.ActiveWorkspace;
import dev.bulkhead.daemon.session.AlertResponse;
import dev.bulkhead.daemon.session.Halting;
import dev.bulkhead.daemon.session.Locks;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.session.ScreenWatch;
import dev.bulkhead.daemon.session.Sessions;
import dev.bulkhead.daemon.signin.FailureFiles;
import dev.bulkhead.daemon.signin.Halts;
import dev.bulkhead.daemon.signin.Providers;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.signin.Vouchers;
import dev.bulkhead.daemon.tenant.AuditSettings;
import dev.bulkhead.daemon.tenant.EventTee;
import dev.bulkhead.daemon.tenant.LockOn;
import dev.bulkhead.daemon.tenant.SettingsStore;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.token.ExpiryClock;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.daemon.usage.Usage;
import dev.bulkhead.daemon.vault.HighWaterFiles;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.protocol.local.CrashReports;
import dev.bulkhead.protocol.local.IdleHeap;
import dev.bulkhead.protocol.local.SupervisorSocket;
import dev.bulkhead.protocol.local.Untraceable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor: one process per desktop user and home. Wires the rooms, serves until SIGTERM or {@code bulkhead stop}, and
 * ends everything that it started.
 */
public final class Daemon {
    private static final long TICK_MILLIS = 200;
    private static final long SMALL_HEAP = 40L << 20;
    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private Daemon() {}

    public static void main(String[] args) throws IOException {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
        OwnSession.begin();
        BulkheadHome home = BulkheadHome.of(System.getenv());
        home.create();
        home.checkSocketFolder();
        Untraceable.begin();
        System.setProperty(SupervisorLog.FOLDER, home.logs().toString());
        new CrashReports(home.logs(), "supervisor", Application.ofThisProcess().version(), Clock.systemUTC())
                .begin((thread, crash) -> LoggerFactory.getLogger(Daemon.class)
                        .error(
                                "thread {} ended with what nobody caught: see the crash report",
                                thread.getName(),
                                crash));
        try (FileChannel file = FileChannel.open(
                BulkheadHome.privateFile(home.run().resolve("supervisor.lock")), StandardOpenOption.WRITE)) {
            if (!isAlone(file, home)) {
                System.err.println("another supervisor of this home runs already");
                return;
            }
            new Daemon().run(home);
        }
    }

    /** Waits for one that is ending: who starts us has found that it does not listen any more. */
    private static boolean isAlone(FileChannel file, BulkheadHome home) throws IOException {
        long deadline = System.nanoTime() + LONGEST_END.toNanos();
        while (System.nanoTime() < deadline) {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return true;
            }
            SocketChannel other = SupervisorSocket.connect(home);
            if (other != null) {
                other.close();
                return false;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private void run(BulkheadHome home) throws IOException {
        Logger log = LoggerFactory.getLogger(Daemon.class);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stops"));
        try {
            start(home);
            IdleHeap.watch(SMALL_HEAP);
            log.info(
                    "the supervisor serves {} as process {}",
                    home.socket(),
                    ProcessHandle.current().pid());
            stop.await();
            log.info("the supervisor ends");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            log.error("the supervisor cannot serve", e);
            throw e;
        } finally {
            closeAll(log);
            stopped.countDown();
        }
    }

    private void start(BulkheadHome home) throws IOException {
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        Application application = Application.ofThisProcess();
        String version = application.version();
        AuditStreams audit = part(new AuditStreams(home, clock, random));
        Path userHome = Path.of(System.getProperty("user.home"));
        EventTee events = new EventTee(audit);
        Usage usage = part(new Usage(home.state(), clock, ZoneId.systemDefault()));
        events.listen(usage);
        SettingsStore settings = part(new SettingsStore(home, userHome, events, clock));
        Vaults vaults = new Vaults(random, new HighWaterFiles(home.state()));
        ExpiryClock expiry = new ExpiryClock(clock, BootTime::nanos);
        TokenAuthority authority = new TokenAuthority(expiry, random);
        DesktopTrust trust = DesktopTrust.ofThisDesktop();
        EgressProxy egress = part(new EgressProxy(home, events, clock, random, EgressLimits.DEFAULT, trust));
        egress.sweep();
        TenantServers servers =
                part(new TenantServers(home, userHome, application, egress, events, clock, random, version));
        servers.countWith(usage);
        servers.begin();
        Approvals approvals = new Approvals(events, clock, BootTime::nanos, random);
        Halts halts = new Halts(home.state());
        RunningTenants tenants = part(new RunningTenants(
                home,
                settings,
                servers,
                authority,
                approvals,
                new CallConsents(BootTime::nanos),
                halts,
                audit::broken,
                random));
        Vouchers vouchers = new Vouchers(tenant -> settings.current(tenant).flatMap(TenantSettings::identity));
        SignIns signIns = part(new SignIns(
                vaults,
                home::vault,
                halts,
                events,
                vouchers,
                clock,
                BootTime::nanos,
                new FailureFiles(home.state()),
                Keychains.ofThisDesktop(home)));
        Hosts hosts = new Hosts(new Hosts.Parts(
                settings::current,
                signIns::live,
                new KnownHosts(home.state().resolve("known-hosts.json"), HostSeal.byVault(signIns), clock, random),
                approvals,
                new Executables(),
                events,
                clock,
                BootTime::nanos));
        signIns.listen(new AuditKeys(audit, clock));
        signIns.listen(hosts);
        signIns.listen(tenants);
        Providers providers = part(
                new Providers(vouchers, signIns, new ProviderWire(trust::origins), events, clock, BootTime::nanos));
        signIns.listen(providers);
        Halting halting = new Halting(halts, signIns, authority, servers.installs()::end, events, clock);
        servers.installs().unless(halting::isHalted);
        Alerts alerts = part(new Alerts(
                audit,
                settings::current,
                new AlertResponse(tenants, signIns, halting),
                home.state(),
                clock,
                ZoneId.systemDefault(),
                random));
        alerts.follow(events);
        audit.onOwnEvents(alerts::recorded);
        tenants.asksFirst(alerts);
        settings.load();
        settings.listen((tenant, changed) -> auditSettings(audit, tenant, changed));
        settings.listen(alerts);
        AuditReader reader = new AuditReader(home);
        AuditVerifier verifier = new AuditVerifier(
                home,
                audit.signingKeys(),
                tenant -> settings.current(tenant)
                        .flatMap(now -> now.audit().timestamp())
                        .map(AuditSettings.Timestamp::certificate));
        Retention retention = part(new Retention(home, audit, verifier, clock));
        settings.listen(retention);
        Stamping stamping = part(new Stamping(home, events, clock, random));
        settings.listen(stamping);
        StreamIndexes indexes = new StreamIndexes(new ClearRows(home), System::nanoTime);
        settings.listen(part(new Shipping(home, reader, events, clock, version)));
        settings.listen(tenants);
        settings.listen(hosts);
        settings.listen(providers);
        settings.watch();
        Sessions sessions = new Sessions(
                tenants, new ActiveWorkspace(home, tenants), authority, expiry, events, clock, random, version, hosts);
        Locks locks = new Locks(tenants, signIns, clock, BootTime::nanos, System::nanoTime);
        Listener listener = part(ControlSocket.open(new ControlSocket.Rooms(
                home,
                settings,
                vaults,
                signIns,
                providers,
                authority,
                tenants,
                servers,
                sessions,
                halting,
                approvals,
                hosts,
                events,
                audit,
                alerts,
                usage,
                reader,
                verifier,
                indexes,
                retention,
                stamping,
                clock,
                BootTime::nanos,
                locks,
                version,
                stop::countDown)));
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("ticks").factory());
        part(ticks::shutdownNow);
        tick(ticks, sessions::tick);
        ScreenWatch screen = part(new ScreenWatch(
                System.getenv(),
                () -> locks.lockAll(LockOn.SCREEN, "the screen was locked"),
                () -> locks.lockAll(LockOn.SUSPEND, "the machine goes to sleep")));
        screen.begin();
        tick(ticks, locks::tick);
        tick(ticks, halting::tick);
        tick(ticks, listener::tick);
        tick(ticks, approvals::tick);
        tick(ticks, egress::tick);
        tick(ticks, indexes::tick);
        listener.start();
        BackgroundVerification verification = part(new BackgroundVerification(
                home,
                audit,
                verifier,
                clock,
                (tenant, broken) -> alerts.chainFailed(tenant, broken.found().sentence())));
        verification.begin(settings.all().keySet());
        retention.begin();
        MonthlyEvidence evidence =
                part(new MonthlyEvidence(listener::ownWish, settings::all, audit, reader, events, clock));
        evidence.begin();
    }

    /** One that fails is tried again: a scheduled task that throws is never run again, and tokens would no longer end. */
    private static void tick(ScheduledExecutorService ticks, Runnable task) {
        Runnable safe = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(Daemon.class).error("a regular look failed", e);
            }
        };
        ticks.scheduleWithFixedDelay(safe, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void auditSettings(AuditStreams audit, TenantId tenant, TenantSettings settings) {
        audit.anchor(tenant, settings.audit().anchor());
        try {
            audit.durability(tenant, settings.audit().durability());
        } catch (IOException e) {
            // The stream refuses rows until it can do what was asked, so nothing is lost by going on.
            LoggerFactory.getLogger(Daemon.class).error("the audit of {} cannot change: {}", tenant, e.getMessage());
        }
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    private void closeAll(Logger log) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.error("a part did not close", e);
            }
        }
    }

    private void stopAndWait() {
        stop.countDown();
        try {
            stopped.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
