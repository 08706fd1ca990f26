package dev.bulkhead.daemon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.testing.Await;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A proxy on real sockets, an audit that can break, and names that lead where a test says. */
abstract class EgressFixture {
    static final TenantId ACME = new TenantId("acme");
    static final TenantId GLOBEX = new TenantId("globex");
    static final EgressLimits LIMITS = new EgressLimits(
            4, 10_000, 1L << 30, 1L << 30, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(20));

    final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile Map<String, List<String>> names = Map.of();
    volatile boolean auditBroken;

    /** What a name service does before it answers. */
    volatile Runnable beforeAnswer = () -> {};

    volatile Reach allowed = new Reach(List.of());
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    Path folder;

    BulkheadHome home;
    volatile EgressProxy proxy;

    @BeforeEach
    void aProxy() throws Exception {
        home = BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.toString(), "XDG_RUNTIME_DIR", folder.toString()));
        home.create();
        proxy = proxyWith(LIMITS);
        ticks.scheduleWithFixedDelay(() -> proxy.tick(), 20, 20, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void noneIsLeft() throws Exception {
        proxy.close();
        ticks.shutdownNow();
    }

    void limits(EgressLimits limits) {
        proxy = proxyWith(limits);
    }

    private EgressProxy proxyWith(EgressLimits limits) {
        return new EgressProxy(
                home,
                this::record,
                () -> Instant.parse("2026-11-20T10:00:00Z"),
                new Random(),
                limits,
                new DesktopTrust(folder.resolve("certificates.pem")),
                this::resolve);
    }

    void allow(String... destinations) {
        allowed = Reach.of(new TenantSettings.Network(
                List.of(destinations).stream().map(Destination::parse).toList()));
    }

    EgressDoor door() throws IOException {
        return proxy.open(ACME, "crm", () -> allowed, List.of());
    }

    private void record(AuditEvent event) throws IOException {
        if (auditBroken) {
            throw new IOException("the disk is full");
        }
        events.add(event);
    }

    private List<InetAddress> resolve(String name) throws UnknownHostException {
        asked.add(name);
        beforeAnswer.run();
        List<String> addresses = names.get(name);
        if (addresses == null) {
            throw new UnknownHostException(name);
        }
        return addresses.stream().map(InetAddress::ofLiteral).toList();
    }

    /** Returns the one row of that kind, once it is there. */
    AuditEvent row(EventType type) {
        await(() -> events.stream().anyMatch(event -> event.type() == type));
        List<AuditEvent> rows =
                events.stream().filter(event -> event.type() == type).toList();
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    static void await(BooleanSupplier condition) {
        Await.until("what the egress proxy does", condition::getAsBoolean);
    }
}
