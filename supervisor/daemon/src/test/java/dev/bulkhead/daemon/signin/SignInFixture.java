package dev.bulkhead.daemon.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.signin.SignInResult.SignedIn;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.vault.CheapVaults;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two tenants with real vaults of one passphrase, an audit that can break, and a listener that keeps what it was told. */
abstract class SignInFixture {
    static final TenantId ACME = new TenantId("acme");
    static final TenantId GLOBEX = new TenantId("globex");
    static final SecretBytes RIGHT = bytes("correct horse battery staple");
    static final SecretBytes WRONG = bytes("correct horse battery stable");
    static final String PEER = "4711 /usr/bin/bulkhead";

    final AtomicInteger derivations = new AtomicInteger();
    volatile Runnable beforeDerivation = () -> {};
    final Vaults vaults = CheapVaults.create(() -> {
        derivations.incrementAndGet();
        beforeDerivation.run();
    });
    final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    final List<String> told = new CopyOnWriteArrayList<>();
    final AtomicLong elapsed = new AtomicLong(1);
    final Instant now = Instant.parse("2026-11-20T10:00:00Z");
    boolean auditBroken;

    @TempDir
    Path folder;

    SignIns signIns;
    Halts halts;

    @BeforeEach
    void twoTenants() throws Exception {
        BulkheadHome home =
                BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.resolve("home").toString()));
        home.create();
        halts = new Halts(home.state());
        signIns =
                new SignIns(vaults, this::vault, halts, this::record, Vouching.BY_PASSPHRASE, () -> now, elapsed::get);
        signIns.listen(listener(
                signIn -> told.add("in " + signIn.tenant() + " " + signIn.epoch()),
                tenant -> told.add("out " + tenant)));
        vaults.create(vault(ACME), ACME, RIGHT);
        vaults.create(vault(GLOBEX), GLOBEX, RIGHT);
        derivations.set(0);
    }

    SignIn signedIn(TenantId tenant) throws Exception {
        SignInResult result = signIns.signIn(tenant, RIGHT, PEER);
        assertThat(result).isInstanceOf(SignedIn.class);
        return ((SignedIn) result).signIn();
    }

    void record(AuditEvent event) throws IOException {
        if (auditBroken) {
            throw new IOException("the disk is full");
        }
        events.add(event);
    }

    Path vault(TenantId tenant) {
        return folder.resolve(tenant + ".vault.json");
    }

    static SignInListener listener(Consumer<SignIn> in, Consumer<TenantId> out) {
        return new SignInListener() {
            @Override
            public void signedIn(SignIn signIn) {
                in.accept(signIn);
            }

            @Override
            public void signedOut(TenantId tenant, Leaving why) {
                out.accept(tenant);
            }
        };
    }

    static SecretBytes bytes(String text) {
        return SecretBytes.takeOver(text.getBytes(StandardCharsets.UTF_8));
    }
}
