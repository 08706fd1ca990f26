package dev.bulkhead.daemon.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.identity.IdentityException;
import dev.bulkhead.daemon.identity.OneProvider;
import dev.bulkhead.daemon.identity.ProviderWire;
import dev.bulkhead.daemon.signin.SignInResult.Denied;
import dev.bulkhead.daemon.signin.SignInResult.SignedIn;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.IdentitySettings;
import dev.bulkhead.daemon.tenant.ResourcePrefix;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.testing.Await;
import dev.bulkhead.daemon.vault.CheapVaults;
import dev.bulkhead.daemon.vault.SecretName;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The passphrase and the provider together, and what becomes of a sign-in while the provider is asked again and again. */
class ProvidersTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final SecretBytes RIGHT = SignInFixture.bytes("correct horse battery staple");
    private static final SecretBytes WRONG = SignInFixture.bytes("correct horse battery stable");
    private static final String PEER = "4711 /usr/bin/bulkhead";

    @TempDir
    Path folder;

    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private final List<Grant> grants = new CopyOnWriteArrayList<>();
    private final List<Leaving> ends = new CopyOnWriteArrayList<>();
    private final AtomicLong skipped = new AtomicLong();
    private final ProviderWire wire = new ProviderWire(ProvidersTest::trust);
    private final Vaults vaults = CheapVaults.create(() -> {});
    private Optional<IdentitySettings> pinned = Optional.empty();
    private OneProvider provider;
    private SignIns signIns;
    private Providers providers;

    private static SSLContext trust() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        provider = new OneProvider();
        provider.livesSeconds = 2;
        pinned = Optional.of(settings(Duration.ofHours(1), "read_*"));
        Vouchers vouchers = new Vouchers(tenant -> pinned);
        signIns = new SignIns(
                vaults,
                tenant -> folder.resolve("v.json"),
                new Halts(folder),
                events::add,
                vouchers,
                Clock.systemUTC(),
                this::nanos);
        signIns.listen(new SignInListener() {
            @Override
            public void signedIn(SignIn signIn) {
                grants.add(signIn.grant());
            }

            @Override
            public void regranted(SignIn signIn) {
                grants.add(signIn.grant());
            }

            @Override
            public void signedOut(TenantId tenant, Leaving why) {
                ends.add(why);
            }
        });
        providers = new Providers(vouchers, signIns, wire, events::add, Clock.systemUTC(), this::nanos);
        signIns.listen(providers);
        vaults.create(folder.resolve("v.json"), ACME, RIGHT);
    }

    private long nanos() {
        return System.nanoTime() + skipped.get();
    }

    @AfterEach
    void stop() throws Exception {
        signIns.close();
        providers.close();
        provider.close();
    }

    private IdentitySettings settings(Duration grace, String tools) {
        return new IdentitySettings(
                URI.create(provider.issuer()),
                "bulkhead",
                "RS256",
                List.of("openid"),
                "groups",
                new TreeMap<>(Map.of(
                        "consultants",
                        new IdentitySettings.Group(
                                List.of(new ToolPattern(tools)),
                                new ResourcePrefix("reports/"),
                                Duration.ofMinutes(20)))),
                grace,
                IdentitySettings.DeviceFlow.OFF,
                Optional.of(Duration.ofMinutes(1)));
    }

    private SignInResult signIn(SecretBytes passphrase) throws Exception {
        return providers.signIn(ACME, passphrase, Providers.Way.BROWSER, (page, code) -> provider.browse(page), PEER);
    }

    private boolean recorded(EventType type) {
        return events.stream().anyMatch(event -> event.type() == type);
    }

    @Test
    void neitherThePassphraseNorTheProviderAloneSignsIn() throws Exception {
        assertThat(signIn(WRONG)).isInstanceOf(Denied.class);
        assertThat(provider.asked).isEmpty();
        skipped.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(signIns.signIn(ACME, RIGHT, PEER)).isInstanceOf(Denied.class);
        provider.tokenError = "access_denied";
        assertThatThrownBy(() -> signIn(RIGHT)).isInstanceOf(IdentityException.class);
        assertThat(signIns.live(ACME)).isEmpty();
        assertThat(recorded(EventType.IDENTITY_REFUSED)).isTrue();
        provider.tokenError = "";
        assertThat(signIn(RIGHT)).isInstanceOf(SignedIn.class);
        assertThat(grants.getLast())
                .isEqualTo(new Grant(
                        "alice",
                        List.of(new ToolPattern("read_*")),
                        new ResourcePrefix("reports/"),
                        Duration.ofMinutes(20),
                        false));
        // Its word was good for one sign-in.
        signIns.signOut(ACME, PEER);
        assertThat(signIns.signIn(ACME, RIGHT, PEER)).isInstanceOf(Denied.class);
    }

    @Test
    void aWordThatWasGivenUnderOtherSettingsIsWorthNothing() throws Exception {
        provider.beforeTokens = () -> pinned = Optional.of(settings(Duration.ofHours(1), "*"));
        assertThat(signIn(RIGHT)).isInstanceOf(Denied.class);
        assertThat(signIns.live(ACME)).isEmpty();
    }

    @Test
    void theRefreshTokenIsInTheVaultWhereNoCommandAndNoSandboxSeesIt() throws Exception {
        SignedIn in = (SignedIn) signIn(RIGHT);
        Await.until(
                "it is kept",
                () -> in.signIn().vault().secret(SecretName.REFRESH_TOKEN).isPresent());
        assertThat(in.signIn().vault().names()).isEmpty();
        assertThat(in.signIn().vault().secrets()).isEmpty();
        signIns.signOut(ACME, PEER);
        Await.until("it is given back", () -> provider.asked.contains("/revoke"));
    }

    @Test
    void aProviderThatSaysNoEndsTheSignIn() throws Exception {
        signIn(RIGHT);
        provider.tokenError = "invalid_grant";
        Await.until("it ends", () -> !ends.isEmpty());
        assertThat(signIns.live(ACME)).isEmpty();
        assertThat(ends.getLast().kind()).isEqualTo(Leaving.Kind.LOCK);
        assertThat(ends.getLast().reason()).contains("no longer vouches", "invalid_grant");
    }

    @Test
    void aGroupThatIsTakenAwayIsGoneAtTheNextRenewal() throws Exception {
        signIn(RIGHT);
        provider.claims = builder -> builder.claim("groups", List.of("strangers"));
        Await.until("it ends", () -> !ends.isEmpty());
        assertThat(signIns.live(ACME)).isEmpty();
        assertThat(ends.getLast().reason()).contains("none of your groups");
    }

    @Test
    void aProviderThatIsSilentLeavesReadingAndItsReturnGivesAllBack() throws Exception {
        signIn(RIGHT);
        provider.tokenStatus = 503;
        Await.until("only reading is left", () -> grants.getLast().readOnly());
        assertThat(recorded(EventType.AUTH_OFFLINE_GRACE)).isTrue();
        assertThat(signIns.live(ACME)).isPresent();
        provider.tokenStatus = 200;
        Await.until("all is back", () -> !grants.getLast().readOnly());
        assertThat(grants.getLast()).isEqualTo(grants.getFirst());
    }

    @Test
    void theGraceEndsByTheClockThatCountsASuspend() throws Exception {
        signIn(RIGHT);
        provider.tokenStatus = 503;
        Await.until("only reading is left", () -> grants.getLast().readOnly());
        skipped.addAndGet(Duration.ofHours(2).toNanos());
        Await.until("it ends", () -> !ends.isEmpty());
        assertThat(signIns.live(ACME)).isEmpty();
        assertThat(ends.getLast().reason()).contains("has not been reached");
    }

    @Test
    void withoutAGraceSilenceEndsTheSignInAtOnce() throws Exception {
        pinned = Optional.of(settings(Duration.ZERO, "read_*"));
        signIn(RIGHT);
        provider.tokenStatus = 503;
        Await.until("it ends", () -> !ends.isEmpty());
        assertThat(signIns.live(ACME)).isEmpty();
        assertThat(grants).noneMatch(Grant::readOnly);
    }

    @Test
    void whatDestroysNeedsTheSamePersonAfreshWhereTheSettingsWantIt() throws Exception {
        signIn(RIGHT);
        assertThatThrownBy(() -> proveAfresh()).hasMessageContaining("auth_time");
        provider.claims = builder -> builder.claim("auth_time", System.currentTimeMillis() / 1_000);
        proveAfresh();
        provider.claims = builder -> builder.subject("bob").claim("auth_time", System.currentTimeMillis() / 1_000);
        assertThatThrownBy(() -> proveAfresh()).hasMessageContaining("somebody else");
        pinned = Optional.empty();
        proveAfresh();
    }

    private void proveAfresh() throws Exception {
        providers.proveAfresh(ACME, (page, code) -> provider.browse(page), PEER);
    }
}
