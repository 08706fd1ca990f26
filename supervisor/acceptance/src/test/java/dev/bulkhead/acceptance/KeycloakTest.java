package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.status;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sign-in and its refusals with a real Keycloak, two tenants in two of its realms. On demand: {@code ./bulkhead test --keycloak}. */
@Tag("keycloak")
class KeycloakTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static Keycloak keycloak;
    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        keycloak = Keycloak.start(Path.of(System.getProperty("keycloak.folder")));
        agency = Agency.of("acme", "globex");
        for (String tenant : new String[] {"acme", "globex"}) {
            Files.writeString(
                    agency.settings(tenant),
                    Files.readString(agency.settings(tenant)) + "identity: { issuer: \"" + keycloak.issuer(tenant)
                            + "\", client-id: bulkhead, algorithm: RS256, groups: {"
                            + " consultants: { tools: [\"read_*\"] } } }\n");
            Await.until(
                    "the change waits",
                    SOON,
                    () -> !agency.bulkhead().shown(tenant).path("waiting").isEmpty());
            agency.bulkhead().confirm(tenant, passphrase(tenant));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (agency != null) {
            agency.close();
        }
        keycloak.close();
    }

    private static ProviderCommand signIn(String tenant) throws IOException {
        return ProviderCommand.start(
                agency.bulkhead(), passphrase(tenant), "sign-in", tenant, "--passphrase-stdin", "--no-browser");
    }

    private static Result through(
            String tenant, String account, UnaryOperator<String> there, UnaryOperator<String> back) throws IOException {
        try (ProviderCommand command = signIn(tenant);
                ProviderPages pages = new ProviderPages()) {
            String page = command.page().toString();
            String changed = there.apply(page);
            URI answer = pages.signIn(URI.create(changed), account);
            pages.open(URI.create(back.apply(answer.toString())));
            return command.end();
        }
    }

    private static void assertRefused(Result result, String why) {
        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).contains(why);
    }

    @Test
    void aMemberOfTheGroupIsSignedInWithItsToolsAndTheSignOutIsToldToKeycloak() throws Exception {
        assertThat(through("acme", "alice", page -> page, back -> back).exit()).isZero();
        try (HostSession host = agency.host("acme")) {
            assertThat(host.tools()).containsExactly("read_file");
        }
        // Renewed at least twice, at half of six seconds each.
        Await.until(
                "it lives on",
                SOON,
                () -> agency.audit("acme", type("identity_vouched")).stream()
                        .anyMatch(row -> row.path("timestamp")
                                        .asText()
                                        .compareTo(java.time.Instant.now()
                                                .minusSeconds(8)
                                                .toString())
                                < 0));
        assertThat(agency.bulkhead().status("acme").path("state").asText()).isIn("ready", "busy");
        agency.bulkhead().ok("sign-out", "acme");
    }

    @Test
    void whoHasNoGroupOrAnUnknownOneIsNotLetIn() throws Exception {
        assertRefused(through("globex", "nobody", page -> page, back -> back), "names no group");
        assertRefused(through("globex", "stranger", page -> page, back -> back), "none of your groups");
        assertThat(agency.audit("globex", type("identity_refused"))).allMatch(status("denied"));
    }

    @Test
    void whatIsChangedOnTheWayIsRefused() throws Exception {
        UnaryOperator<String> same = text -> text;
        assertRefused(through("globex", "alice", same, replacing("state=[^&]*", "state=x")), "(state)");
        assertRefused(
                through("globex", "alice", same, replacing("iss=[^&]*", "iss=http%3A%2F%2F127.0.0.1%3A1")), "(iss)");
        assertRefused(
                through("globex", "alice", replacing("code_challenge=[^&]*", "code_challenge=" + "A".repeat(43)), same),
                "no tokens");
        assertRefused(through("globex", "alice", replacing("nonce=[^&]*", "nonce=somebody-elses"), same), "not good");
        assertRefused(
                through("globex", "alice", replacing("code_challenge(_method)?=[^&]*&?", ""), same),
                "not signed you in");
        assertRefused(
                through(
                        "globex",
                        "alice",
                        replacing("code_challenge_method=S256", "code_challenge_method=plain"),
                        same),
                "not signed you in");
        for (String[] wrong : new String[][] {
            {"%2Fcallback", "%2Felsewhere"},
            {"F127\\.0\\.0\\.1%3A", "Flocalhost%3A"},
            {"client_id=[^&]*", "client_id=x"}
        }) {
            assertThatThrownBy(() -> through("globex", "alice", replacing(wrong[0], wrong[1]), same))
                    .hasMessageContaining("400");
        }
        assertThat(through("globex", "alice", same, same).exit()).isZero();
    }

    private static UnaryOperator<String> replacing(String what, String with) {
        return text -> {
            String changed = text.replaceAll(what, with);
            assertThat(changed).isNotEqualTo(text);
            return changed;
        };
    }

    @Test
    void oneRealmsWordSignsNobodyInToTheOther() throws Exception {
        try (ProviderCommand acme = signIn("acme");
                ProviderCommand globex = signIn("globex");
                ProviderPages pages = new ProviderPages()) {
            URI ofAcme = pages.signIn(acme.page(), "alice");
            String port =
                    globex.page().toString().replaceAll(".*redirect_uri=http%3A%2F%2F127.0.0.1%3A([0-9]+).*", "$1");
            pages.open(URI.create("http://127.0.0.1:" + port + "/callback?" + ofAcme.getRawQuery()));
            assertRefused(globex.end(), "(state)");
        }
    }
}
