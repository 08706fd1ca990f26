package dev.bulkhead.daemon;

import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.audit.AuditVerifier;
import dev.bulkhead.daemon.control.ControlSocket;
import dev.bulkhead.daemon.control.Listener;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.session.Sessions;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.tenant.SettingsStore;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.local.Application;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
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
    static final String VERSION = "0.1.0";

    private static final long TICK_MILLIS = 200;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private Daemon() {}

    public static void main(String[] args) throws IOException {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
        OwnSession.begin();
        BulkheadHome home = BulkheadHome.of(System.getenv());
        home.create();
        System.setProperty("bulkhead.logs", home.logs().toString());
        try (FileChannel file = FileChannel.open(
                home.run().resolve("supervisor.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = file.tryLock();
            if (lock == null) {
                System.err.println("another supervisor of this home runs already");
                return;
            }
            new Daemon().run(home);
        }
    }

    private void run(BulkheadHome home) throws IOException {
        Logger log = LoggerFactory.getLogger(Daemon.class);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stops"));
        try {
            start(home);
            log.info("the supervisor serves {} as process {}", home.socket(), ProcessHandle.current().pid());
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
        AuditStreams audit = part(new AuditStreams(home, clock, random));
        SettingsStore settings = part(new SettingsStore(home, audit, clock));
        Vaults vaults = new Vaults(random);
        TokenAuthority authority = new TokenAuthority(clock, System::nanoTime, random);
        TenantServers servers = part(new TenantServers(home, application, audit, clock, random, VERSION));
        RunningTenants tenants = part(new RunningTenants(home, settings, servers, authority, random));
        SignIns signIns = part(new SignIns(home, vaults, audit, clock, System::nanoTime, tenants));
        settings.listen(tenants);
        settings.start();
        Sessions sessions = new Sessions(tenants, authority, audit, clock, random, VERSION);
        Listener listener = part(ControlSocket.open(new ControlSocket.Rooms(
                home, settings, vaults, signIns, authority, tenants, sessions, audit, new AuditReader(home),
                new AuditVerifier(home), clock, VERSION, stop::countDown)));
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("ticks").factory());
        part(ticks::shutdownNow);
        ticks.scheduleWithFixedDelay(sessions::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        ticks.scheduleWithFixedDelay(listener::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        listener.start();
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
