package dev.bulkhead.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.bulkhead.daemon.tenant.IdentitySettings;
import dev.bulkhead.daemon.tenant.IdentitySettings.DeviceFlow;
import dev.bulkhead.daemon.tenant.IdentitySettings.Group;
import dev.bulkhead.daemon.tenant.ResourcePrefix;
import dev.bulkhead.daemon.tenant.ToolPattern;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A consultant who signs in at a browser, and the provider: what either does wrong is the test's choice. */
final class SignInFixture implements AutoCloseable {
    private final ProviderWire wire = new ProviderWire(SignInFixture::trust);
    final HttpClient browser = HttpClient.newHttpClient();
    final List<URI> pages = new ArrayList<>();
    final List<HttpResponse<String>> shown = new ArrayList<>();

    /** What the browser makes of the provider's answer. */
    UnaryOperator<Map<String, String>> comesBack = answer -> answer;

    Optional<Duration> maxAge = Optional.empty();
    final OneProvider provider;
    IdentitySettings settings;

    private static SSLContext trust() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    SignInFixture() throws Exception {
        provider = new OneProvider();
        settings = settings(DeviceFlow.OFF);
    }

    @Override
    public void close() {
        provider.close();
        browser.close();
        wire.close();
    }

    IdentitySettings settings(DeviceFlow device) {
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

    Provider pinned() {
        return new Provider(settings, wire, Clock.systemUTC());
    }

    /** Signs in as alice does it, at a browser that does what {@link #comesBack} says. */
    Vouched signIn() throws IOException, IdentityException {
        try (BrowserSignIn signIn = BrowserSignIn.open(pinned(), maxAge)) {
            return signIn.run(page -> Thread.ofVirtual().start(() -> browse(page)));
        }
    }

    private void browse(URI page) {
        pages.add(page);
        get(callback(page, comesBack.apply(provider.signedIn(page))));
    }

    static URI callback(URI page, Map<String, String> answer) {
        String redirect =
                OneProvider.single(URLUtils.parseParameters(page.getRawQuery())).get("redirect_uri");
        return URI.create(redirect + "?"
                + answer.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    void get(URI address) {
        try {
            shown.add(browser.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void assertRefused(String why) {
        IdentityException refused = catchThrowableOfType(IdentityException.class, this::signIn);
        assertThat(refused).as(why).isNotNull().hasMessageContaining(why);
        assertThat(refused.kind()).isEqualTo(IdentityException.Kind.REFUSED);
    }

    void assertRefusedClaims(UnaryOperator<JWTClaimsSet.Builder> claims, String why) {
        provider.claims = claims;
        assertRefused(why);
        provider.claims = builder -> builder;
    }
}
