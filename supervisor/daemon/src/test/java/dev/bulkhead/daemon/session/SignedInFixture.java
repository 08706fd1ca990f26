package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.Approvals;
import dev.bulkhead.daemon.approval.CallConsents;
import dev.bulkhead.daemon.egress.DesktopTrust;
import dev.bulkhead.daemon.egress.EgressLimits;
import dev.bulkhead.daemon.egress.EgressProxy;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.signin.Halts;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.signin.Vouching;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.SettingsStore;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.token.ExpiryClock;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.daemon.vault.CheapVaults;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One tenant that somebody is signed in to, with clocks and an audit that a test can turn. */
abstract class SignedInFixture {
    static final TenantId ACME = new TenantId("acme");

    @TempDir
    Path folder;

    final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));
    final AtomicLong elapsed = new AtomicLong(1);
    final AtomicLong awake = new AtomicLong(1);
    RunningTenants tenants;
    SignIns signIns;
    TokenAuthority authority;
    Halts halts;
    BulkheadHome home;
    private SettingsStore settings;
    private TenantServers servers;
    volatile boolean auditBroken;

    @BeforeEach
    void signedIn() throws Exception {
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        home = BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.resolve("home").toString()));
        home.create();
        settings = new SettingsStore(home, folder.resolve("user"), this::record, clock);
        settings.load();
        settings.add(TenantSettings.defaults(ACME, "Acme"));
        EgressProxy egress =
                new EgressProxy(home, this::record, clock, random, EgressLimits.DEFAULT, DesktopTrust.ofThisDesktop());
        servers = new TenantServers(
                home, folder.resolve("user"), new Application(folder), egress, this::record, clock, random, "1");
        authority = new TokenAuthority(new ExpiryClock(clock, System::nanoTime), random);
        halts = new Halts(home.state());
        tenants = tenants(halts);
        Vaults vaults = CheapVaults.create();
        signIns =
                new SignIns(vaults, home::vault, halts, this::record, Vouching.BY_PASSPHRASE, wall::get, elapsed::get);
        vaults.create(home.vault(ACME), ACME, passphrase());
        signIns.signIn(ACME, passphrase(), "test");
    }

    /** The tenants as a supervisor runs them that knows {@code halts}, and whom nobody has signed in to yet. */
    final RunningTenants tenants(Halts halts) {
        SecureRandom random = new SecureRandom();
        return new RunningTenants(
                home,
                settings,
                servers,
                authority,
                new Approvals(this::record, Clock.systemUTC(), System::nanoTime, random),
                new CallConsents(System::nanoTime),
                halts,
                tenant -> Optional.empty(),
                random);
    }

    @AfterEach
    void close() throws Exception {
        signIns.close();
        tenants.close();
    }

    static SecretBytes passphrase() {
        return SecretBytes.takeOver("passphrase".getBytes(StandardCharsets.UTF_8));
    }

    final void record(AuditEvent event) throws IOException {
        if (auditBroken) {
            throw new IOException("the disk is full");
        }
        events.add(event);
    }

    RunningTenant acme() {
        return tenants.find(ACME).orElseThrow();
    }

    List<AuditEvent> rows(EventType type) {
        return events.stream().filter(event -> event.type() == type).toList();
    }
}
