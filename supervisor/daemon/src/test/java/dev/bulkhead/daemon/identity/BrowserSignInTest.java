package dev.bulkhead.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.bulkhead.daemon.tenant.IdentitySettings.DeviceFlow;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.testing.Await;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a provider, or who stands in its place, may do wrong at a sign-in; everywhere the same sign-in done right passes. */
class BrowserSignInTest {
    private SignInFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new SignInFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void whoeverTheProviderVouchesForGetsWhatTheirGroupMay() throws Exception {
        try (Vouched vouched = fixture.signIn()) {
            assertThat(vouched.subject()).isEqualTo("alice");
            assertThat(vouched.rights().groups()).containsExactly("consultants");
            assertThat(vouched.rights().tools()).containsExactly(new ToolPattern("read_*"));
            assertThat(vouched.rights().lifetime()).isEqualTo(Duration.ofMinutes(30));
            assertThat(vouched.refreshToken()).isPresent();
        }
        await();
        assertThat(fixture.shown.getFirst().body())
                .contains("has vouched for you")
                .doesNotContain("<script");
        assertThat(fixture.shown
                        .getFirst()
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElse(""))
                .contains("default-src 'none'");
    }

    private void await() {
        Await.until("the page is shown", () -> !fixture.shown.isEmpty());
    }

    @Test
    void eachSignInAsksWithAStateANonceAndAChallengeOfItsOwn() throws Exception {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            fixture.signIn().close();
            Map<String, String> asked = OneProvider.single(
                    URLUtils.parseParameters(fixture.pages.getLast().getRawQuery()));
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
        fixture.comesBack = answer -> with(answer, "state", "another");
        fixture.assertRefused("(state)");
        fixture.comesBack = answer -> without(answer, "state");
        fixture.assertRefused("");
    }

    @Test
    void anAnswerOfAnotherIssuerIsRefused() throws Exception {
        fixture.comesBack = answer -> with(answer, "iss", "https://login.evil.example");
        fixture.assertRefused("(iss)");
        fixture.comesBack = answer -> without(answer, "iss");
        fixture.assertRefused("(iss)");
        fixture.provider.metadata.remove("authorization_response_iss_parameter_supported");
        fixture.signIn().close();
        fixture.comesBack = answer -> with(answer, "iss", "https://login.evil.example");
        fixture.assertRefused("(iss)");
    }

    @Test
    void anAnswerThatSaysSomethingTwiceIsRefused() {
        fixture.comesBack = answer -> with(answer, "x&code", "another");
        fixture.assertRefused("twice");
    }

    @Test
    void whatTheProviderSaysNoToIsRefusedInItsWords() {
        fixture.comesBack = answer ->
                new TreeMap<>(Map.of("error", "access_denied", "state", answer.get("state"), "iss", answer.get("iss")));
        fixture.assertRefused("access_denied");
    }

    @Test
    void aCodeThatBelongsToAnotherVerifierIsRefused() {
        fixture.comesBack = answer -> with(
                answer,
                "code",
                fixture.provider.signedIn(fixture.pages.getFirst()).get("code") + "x");
        fixture.assertRefused("invalid_grant");
    }

    @Test
    void aProviderThatCallsItselfSomethingElseIsRefused() throws Exception {
        for (String other :
                List.of("https://login.evil.example", fixture.provider.issuer() + "/", "http://localhost:1")) {
            fixture.provider.metadata.put("issuer", other);
            fixture.assertRefused("calls itself");
        }
        fixture.provider.metadata.put("issuer", fixture.provider.issuer());
        fixture.signIn().close();
    }

    @Test
    void aProviderThatPointsElsewhereIsRefused() {
        for (String endpoint : List.of("authorization_endpoint", "token_endpoint", "jwks_uri")) {
            Object before = fixture.provider.metadata.put(endpoint, "http://login.evil.example/x");
            fixture.assertRefused(endpoint);
            fixture.provider.metadata.put(endpoint, before);
        }
    }

    @Test
    void aProviderThatRedirectsSaysTooMuchOrIsNotThereIsNotReached() throws Exception {
        fixture.provider.metadata.put("redirect", "https://login.evil.example/");
        assertUnreachable();
        fixture.provider.metadata.remove("redirect");
        fixture.provider.garbage = "{".repeat(2 << 20).getBytes(StandardCharsets.UTF_8);
        assertUnreachable();
        fixture.provider.garbage = new byte[0];
        fixture.signIn().close();
        fixture.provider.close();
        assertUnreachable();
    }

    private void assertUnreachable() {
        assertThatThrownBy(fixture::signIn)
                .isInstanceOfSatisfying(
                        IdentityException.class,
                        e -> assertThat(e.kind()).isEqualTo(IdentityException.Kind.UNREACHABLE));
    }

    @Test
    void onlyTheExactAddressIsListenedToAndOnlyOnce() throws Exception {
        List<Integer> others = new ArrayList<>();
        fixture.comesBack = answer -> {
            URI there = SignInFixture.callback(fixture.pages.getLast(), answer);
            for (String path : List.of("/", "/callback/", "/callbacks", "/%63allback", "/callback;a")) {
                fixture.get(there.resolve(path + "?" + there.getRawQuery()));
                others.add(fixture.shown.removeLast().statusCode());
            }
            others.add(status(HttpRequest.newBuilder(there).POST(HttpRequest.BodyPublishers.noBody())));
            others.add(status(HttpRequest.newBuilder(URI.create(there.toString().replace("127.0.0.1", "localhost")))));
            return answer;
        };
        fixture.signIn().close();
        assertThat(others).hasSize(7).allMatch(status -> status == 404 || status == 0);
        URI there = SignInFixture.callback(fixture.pages.getLast(), Map.of("code", "x"));
        assertThatThrownBy(() -> fixture.browser.send(
                        HttpRequest.newBuilder(there).build(), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(ConnectException.class);
    }

    /** 0 where nobody answered. */
    private int status(HttpRequest.Builder request) {
        try {
            return fixture.browser
                    .send(request.build(), HttpResponse.BodyHandlers.discarding())
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
            assertThat(fixture.pinned()
                            .renew(token, "alice")
                            .rights()
                            .orElseThrow()
                            .groups())
                    .containsExactly("consultants");
            assertThatThrownBy(() -> fixture.pinned().renew(token, "bob")).hasMessageContaining("somebody else");
            fixture.provider.claims = builder -> builder.claim("groups", null);
            assertThatThrownBy(() -> fixture.pinned().renew(token, "alice")).hasMessageContaining("no group");
            fixture.provider.tokenError = "invalid_grant";
            assertThatThrownBy(() -> fixture.pinned().renew(token, "alice"))
                    .isInstanceOfSatisfying(
                            IdentityException.class,
                            e -> assertThat(e.kind()).isEqualTo(IdentityException.Kind.REFUSED));
            fixture.provider.tokenStatus = 503;
            assertThatThrownBy(() -> fixture.pinned().renew(token, "alice"))
                    .isInstanceOfSatisfying(
                            IdentityException.class,
                            e -> assertThat(e.kind()).isEqualTo(IdentityException.Kind.UNREACHABLE));
        }
    }

    @Test
    void anotherDeviceSignsInOnlyWhereTheSettingsSaySo() throws Exception {
        List<String> told = new ArrayList<>();
        assertThatThrownBy(() -> new DeviceSignIn(fixture.pinned()).run((page, code) -> told.add(code)))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("device-flow");
        assertThat(fixture.provider.asked).isEmpty();
        fixture.settings = fixture.settings(DeviceFlow.ON);
        fixture.provider.pending = 1;
        new DeviceSignIn(fixture.pinned()).run((page, code) -> told.add(code)).close();
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
