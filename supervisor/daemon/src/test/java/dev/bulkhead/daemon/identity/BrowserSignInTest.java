package dev.bulkhead.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.bulkhead.daemon.tenant.IdentitySettings;
import dev.bulkhead.daemon.tenant.IdentitySettings.DeviceFlow;
import dev.bulkhead.daemon.tenant.IdentitySettings.Group;
import dev.bulkhead.daemon.tenant.ResourcePrefix;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a provider, or who stands in its place, may do wrong at a sign-in; everywhere the same sign-in done right passes. */
class BrowserSignInTest {
    private final ProviderWire wire = new ProviderWire(BrowserSignInTest::trust);
    private final HttpClient browser = HttpClient.newHttpClient();
    private final List<URI> pages = new ArrayList<>();
    private final List<HttpResponse<String>> shown = new ArrayList<>();
    private UnaryOperator<Map<String, String>> comesBack = answer -> answer;
    private Optional<Duration> maxAge = Optional.empty();
    private OneProvider provider;
    private IdentitySettings settings;

    private static SSLContext trust() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        provider = new OneProvider();
        settings = settings(DeviceFlow.OFF);
    }

    @AfterEach
    void stop() {
        provider.close();
        browser.close();
        wire.close();
    }

    private IdentitySettings settings(DeviceFlow device) {
        return new IdentitySettings(
                URI.create(provider.issuer()),
                "bulkhead",
                "RS256",
                List.of("openid", "groups"),
                "groups",
                new TreeMap<>(Map.of(
                        "consultants", group("read_*", "", 30),
                        "auditors", group("list_files", "", 5),
                        "writers", group("write_file", "reports/", 30))),
                Duration.ZERO,
                device,
                Optional.empty());
    }

    private static Group group(String tool, String prefix, long minutes) {
        return new Group(List.of(new ToolPattern(tool)), new ResourcePrefix(prefix), Duration.ofMinutes(minutes));
    }

    private Provider pinned() {
        return new Provider(settings, wire, Clock.systemUTC());
    }

    private Vouched signIn() throws IOException, IdentityException {
        try (BrowserSignIn signIn = BrowserSignIn.open(pinned(), maxAge)) {
            return signIn.run(page -> Thread.ofVirtual().start(() -> browse(page)));
        }
    }

    private void browse(URI page) {
        pages.add(page);
        get(callback(page, comesBack.apply(provider.signedIn(page))));
    }

    private static URI callback(URI page, Map<String, String> answer) {
        String redirect =
                OneProvider.single(URLUtils.parseParameters(page.getRawQuery())).get("redirect_uri");
        return URI.create(redirect + "?"
                + answer.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    private void get(URI address) {
        try {
            shown.add(browser.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefused(String why) {
        IdentityException refused = catchThrowableOfType(IdentityException.class, this::signIn);
        assertThat(refused).as(why).isNotNull().hasMessageContaining(why);
        assertThat(refused.kind()).isEqualTo(IdentityException.Kind.REFUSED);
    }

    private void assertRefusedClaims(UnaryOperator<JWTClaimsSet.Builder> claims, String why) {
        provider.claims = claims;
        assertRefused(why);
        provider.claims = builder -> builder;
    }

    @Test
    void whoeverTheProviderVouchesForGetsWhatTheirGroupMay() throws Exception {
        try (Vouched vouched = signIn()) {
            assertThat(vouched.subject()).isEqualTo("alice");
            assertThat(vouched.rights().groups()).containsExactly("consultants");
            assertThat(vouched.rights().tools()).containsExactly(new ToolPattern("read_*"));
            assertThat(vouched.rights().lifetime()).isEqualTo(Duration.ofMinutes(30));
            assertThat(vouched.refreshToken()).isPresent();
        }
        await();
        assertThat(shown.getFirst().body()).contains("has vouched for you").doesNotContain("<script");
        assertThat(shown.getFirst()
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElse(""))
                .contains("default-src 'none'");
    }

    private void await() {
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (shown.isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    @Test
    void eachSignInAsksWithAStateANonceAndAChallengeOfItsOwn() throws Exception {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            signIn().close();
            Map<String, String> asked =
                    OneProvider.single(URLUtils.parseParameters(pages.getLast().getRawQuery()));
            assertThat(asked).containsEntry("code_challenge_method", "S256").containsEntry("response_type", "code");
            assertThat(asked.get("redirect_uri")).matches("http://127\\.0\\.0\\.1:[0-9]+/callback");
            assertThat(asked).doesNotContainKeys("prompt", "max_age", "code_verifier");
            assertThat(List.of(asked.get("state"), asked.get("nonce"), asked.get("code_challenge")))
                    .allMatch(seen::add)
                    .allMatch(value -> value.length() >= 40);
        }
    }

    @Test
    void anAnswerToAnotherQuestionIsRefused() {
        comesBack = answer -> with(answer, "state", "another");
        assertRefused("(state)");
        comesBack = answer -> without(answer, "state");
        assertRefused("");
    }

    @Test
    void anAnswerOfAnotherIssuerIsRefused() throws Exception {
        comesBack = answer -> with(answer, "iss", "https://login.evil.example");
        assertRefused("(iss)");
        comesBack = answer -> without(answer, "iss");
        assertRefused("(iss)");
        provider.metadata.remove("authorization_response_iss_parameter_supported");
        signIn().close();
        comesBack = answer -> with(answer, "iss", "https://login.evil.example");
        assertRefused("(iss)");
    }

    @Test
    void anAnswerThatSaysSomethingTwiceIsRefused() {
        comesBack = answer -> with(answer, "x&code", "another");
        assertRefused("twice");
    }

    @Test
    void whatTheProviderSaysNoToIsRefusedInItsWords() {
        comesBack = answer ->
                new TreeMap<>(Map.of("error", "access_denied", "state", answer.get("state"), "iss", answer.get("iss")));
        assertRefused("access_denied");
    }

    @Test
    void aCodeThatBelongsToAnotherVerifierIsRefused() {
        comesBack = answer ->
                with(answer, "code", provider.signedIn(pages.getFirst()).get("code") + "x");
        assertRefused("invalid_grant");
    }

    @Test
    void anIdTokenForAnotherQuestionClientOrIssuerIsRefused() throws Exception {
        assertRefusedClaims(builder -> builder.claim("nonce", "another"), "not good");
        assertRefusedClaims(builder -> builder.claim("nonce", null), "not good");
        assertRefusedClaims(builder -> builder.issuer("https://login.evil.example"), "not good");
        assertRefusedClaims(builder -> builder.audience("another"), "not good");
        assertRefusedClaims(builder -> builder.audience(List.of("bulkhead", "another")), "");
        assertRefusedClaims(builder -> builder.claim("azp", "another"), "");
        assertRefusedClaims(builder -> builder.subject(null), "");
        signIn().close();
    }

    @Test
    void anIdTokenOfAnotherTimeIsRefused() throws Exception {
        assertRefusedClaims(
                builder -> builder.expirationTime(Date.from(Instant.now().minusSeconds(90))), "not good");
        assertRefusedClaims(builder -> builder.issueTime(Date.from(Instant.now().plusSeconds(600))), "");
        assertRefusedClaims(builder -> builder.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), "at_hash");
        signIn().close();
    }

    @Test
    void anIdTokenThatIsSignedInAnotherWayOrByAnotherIsRefused() throws Exception {
        provider.signing = claims -> new PlainJWT(claims).serialize();
        assertRefused("not good");
        provider.signing = claims -> {
            var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            jwt.sign(new MACSigner(OneProvider.KEY.toPublicJWK().toJSONString()));
            return jwt.serialize();
        };
        assertRefused("not good");
        provider.signing = claims -> OneProvider.signed(JWSAlgorithm.RS512, OneProvider.KEY, claims);
        assertRefused("not good");
        provider.signing =
                claims -> OneProvider.signed(JWSAlgorithm.RS256, OneProvider.strangersKeyOfTheSameName(), claims);
        assertRefused("not good");
        provider.signing = claims -> OneProvider.signed(JWSAlgorithm.RS256, OneProvider.KEY, claims);
        signIn().close();
    }

    @Test
    void anAnswerWithoutAnIdTokenIsRefused() {
        provider.answer = tokens -> {
            tokens.remove("id_token");
            return tokens;
        };
        assertRefused("");
    }

    @Test
    void noGroupOrAnUnknownOneMayDoNothing() throws Exception {
        assertRefusedClaims(builder -> builder.claim("groups", null), "names no group");
        assertRefusedClaims(builder -> builder.claim("groups", List.of()), "names no group");
        assertRefusedClaims(builder -> builder.claim("groups", "consultants"), "names no group");
        assertRefusedClaims(builder -> builder.claim("groups", List.of("consultants", 7)), "names no group");
        assertRefusedClaims(builder -> builder.claim("groups", List.of("strangers", "*")), "none of your groups");
        signIn().close();
    }

    @Test
    void severalGroupsMayWhatEachMayForTheShortestTime() throws Exception {
        provider.claims = builder -> builder.claim("groups", List.of("auditors", "strangers", "consultants"));
        try (Vouched vouched = signIn()) {
            assertThat(vouched.rights().tools())
                    .containsExactlyInAnyOrder(new ToolPattern("read_*"), new ToolPattern("list_files"));
            assertThat(vouched.rights().lifetime()).isEqualTo(Duration.ofMinutes(5));
        }
        assertRefusedClaims(builder -> builder.claim("groups", List.of("writers", "consultants")), "prefixes");
    }

    @Test
    void aFreshProofIsAskedForAndChecked() throws Exception {
        maxAge = Optional.of(Duration.ofMinutes(5));
        assertRefused("auth_time");
        long now = Instant.now().getEpochSecond();
        assertRefusedClaims(builder -> builder.claim("auth_time", now - 600), "afresh");
        provider.claims = builder -> builder.claim("auth_time", now - 10);
        signIn().close();
        assertThat(pages.getLast().getRawQuery()).contains("prompt=login").contains("max_age=300");
    }

    @Test
    void aProviderThatCallsItselfSomethingElseIsRefused() throws Exception {
        for (String other : List.of("https://login.evil.example", provider.issuer() + "/", "http://localhost:1")) {
            provider.metadata.put("issuer", other);
            assertRefused("calls itself");
        }
        provider.metadata.put("issuer", provider.issuer());
        signIn().close();
    }

    @Test
    void aProviderThatPointsElsewhereIsRefused() {
        for (String endpoint : List.of("authorization_endpoint", "token_endpoint", "jwks_uri")) {
            Object before = provider.metadata.put(endpoint, "http://login.evil.example/x");
            assertRefused(endpoint);
            provider.metadata.put(endpoint, before);
        }
    }

    @Test
    void aProviderThatRedirectsSaysTooMuchOrIsNotThereIsNotReached() throws Exception {
        provider.metadata.put("redirect", "https://login.evil.example/");
        assertUnreachable();
        provider.metadata.remove("redirect");
        provider.garbage = "{".repeat(2 << 20).getBytes(StandardCharsets.UTF_8);
        assertUnreachable();
        provider.garbage = new byte[0];
        signIn().close();
        provider.close();
        assertUnreachable();
    }

    private void assertUnreachable() {
        assertThatThrownBy(this::signIn)
                .isInstanceOfSatisfying(
                        IdentityException.class,
                        e -> assertThat(e.kind()).isEqualTo(IdentityException.Kind.UNREACHABLE));
    }

    @Test
    void onlyTheExactAddressIsListenedToAndOnlyOnce() throws Exception {
        List<Integer> others = new ArrayList<>();
        comesBack = answer -> {
            URI there = callback(pages.getLast(), answer);
            for (String path : List.of("/", "/callback/", "/callbacks", "/%63allback", "/callback;a")) {
                get(there.resolve(path + "?" + there.getRawQuery()));
                others.add(shown.removeLast().statusCode());
            }
            others.add(status(HttpRequest.newBuilder(there).POST(HttpRequest.BodyPublishers.noBody())));
            others.add(status(HttpRequest.newBuilder(URI.create(there.toString().replace("127.0.0.1", "localhost")))));
            return answer;
        };
        signIn().close();
        assertThat(others).hasSize(7).allMatch(status -> status == 404 || status == 0);
        URI there = callback(pages.getLast(), Map.of("code", "x"));
        assertThatThrownBy(
                        () -> browser.send(HttpRequest.newBuilder(there).build(), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(ConnectException.class);
    }

    /** 0 where nobody answered. */
    private int status(HttpRequest.Builder request) {
        try {
            return browser.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWordIsRenewedWhileTheProviderGivesIt() throws Exception {
        try (SecretBytes token = SecretBytes.takeOver("refresh".getBytes(StandardCharsets.UTF_8))) {
            assertThat(pinned().renew(token, "alice").rights().orElseThrow().groups())
                    .containsExactly("consultants");
            assertThatThrownBy(() -> pinned().renew(token, "bob")).hasMessageContaining("somebody else");
            provider.claims = builder -> builder.claim("groups", null);
            assertThatThrownBy(() -> pinned().renew(token, "alice")).hasMessageContaining("no group");
            provider.tokenError = "invalid_grant";
            assertThatThrownBy(() -> pinned().renew(token, "alice"))
                    .isInstanceOfSatisfying(
                            IdentityException.class,
                            e -> assertThat(e.kind()).isEqualTo(IdentityException.Kind.REFUSED));
            provider.tokenStatus = 503;
            assertThatThrownBy(() -> pinned().renew(token, "alice"))
                    .isInstanceOfSatisfying(
                            IdentityException.class,
                            e -> assertThat(e.kind()).isEqualTo(IdentityException.Kind.UNREACHABLE));
        }
    }

    @Test
    void anotherDeviceSignsInOnlyWhereTheSettingsSaySo() throws Exception {
        List<String> told = new ArrayList<>();
        assertThatThrownBy(() -> new DeviceSignIn(pinned()).run((page, code) -> told.add(code)))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("device-flow");
        assertThat(provider.asked).isEmpty();
        settings = settings(DeviceFlow.ON);
        provider.pending = 1;
        new DeviceSignIn(pinned()).run((page, code) -> told.add(code)).close();
        assertThat(told).containsExactly("ABCD-EFGH");
    }

    private static Map<String, String> with(Map<String, String> answer, String name, String value) {
        answer.put(name, value);
        return answer;
    }

    private static Map<String, String> without(Map<String, String> answer, String name) {
        answer.remove(name);
        return answer;
    }
}
