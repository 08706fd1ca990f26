package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.status;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tenants whose clients have identity providers of their own: real ones (npm {@code oidc-provider}), one for each tenant. What
 * a wrong provider does is {@code BrowserSignInTest}'s; here is what goes wrong between a right one, a consultant and a thief.
 */
class IdentityTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private static IdentityProviders providers;
    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        String[] tenants = {"acme", "globex", "initech", "hooli"};
        providers = IdentityProviders.start(tenants);
        agency = Agency.of(tenants);
        List<java.util.concurrent.Callable<Void>> all = new ArrayList<>();
        for (String tenant : tenants) {
            all.add(() -> {
                pin(tenant);
                return null;
            });
        }
        Agency.atOnce(all);
    }

    /** Writes the provider into the settings, which waits for the consultant. */
    private static void pin(String tenant) throws IOException {
        String more = switch (tenant) {
            case "initech" -> ", offline-grace: 6s, reauthenticate: { max-age: 1m }";
            case "hooli" -> ", offline-grace: 0";
            default -> "";
        };
        Files.writeString(
                agency.settings(tenant),
                Files.readString(agency.settings(tenant)) + "identity: { issuer: \"" + providers.issuer(tenant)
                        + "\", client-id: bulkhead, algorithm: RS256, scopes: [openid, groups], groups: {"
                        + " consultants: { tools: [\"read_*\", list_files, write_file], prefix: \"reports/\" },"
                        + " auditors: { tools: [list_files], prefix: \"\" } }" + more + " }\n");
        Await.until("the change waits", SOON, () -> waits(tenant));
        agency.bulkhead().confirm(tenant, passphrase(tenant));
    }

    private static boolean waits(String tenant) throws IOException {
        return !agency.bulkhead().shown(tenant).path("waiting").isEmpty();
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
        providers.close();
    }

    private static ProviderCommand signIn(String tenant) throws IOException {
        return ProviderCommand.start(
                agency.bulkhead(), passphrase(tenant), "sign-in", tenant, "--passphrase-stdin", "--no-browser");
    }

    /** Signs in as {@code account}, whose provider says yes. */
    private static Result signIn(String tenant, String account) throws IOException {
        try (ProviderCommand command = signIn(tenant);
                ProviderPages pages = new ProviderPages()) {
            pages.open(pages.signIn(command.page(), account));
            return command.end();
        }
    }

    private static void assertRefused(Result result, String tenant, String why) throws IOException {
        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).contains(why);
        assertThat(state(tenant)).isIn("signed-out", "locked");
    }

    private static String state(String tenant) throws IOException {
        return agency.bulkhead().status(tenant).path("state").asText();
    }

    private static void awaitState(String tenant, String state) {
        Await.until(tenant + " is " + state, SOON, () -> state(tenant).equals(state));
    }

    @Test
    void bothThePassphraseAndTheProviderAreNeededAndTheGroupSaysWhatFollows() throws Exception {
        Result wrong = agency.bulkhead()
                .runWith("not the passphrase of acme\n", "sign-in", "acme", "--passphrase-stdin", "--no-browser");
        assertRefused(wrong, "acme", "passphrase of tenant 'acme' is wrong");
        assertThat(wrong.err()).doesNotContain("Sign in at");
        Thread.sleep(1_100);
        try (ProviderCommand halfway = signIn("acme")) {
            halfway.page();
            assertThat(state("acme")).isIn("signed-out", "locked");
        }
        assertThat(signIn("acme", "alice").exit()).isZero();
        Files.createDirectories(agency.workspace("acme").resolve("reports"));
        Files.writeString(agency.workspace("acme").resolve("reports/in.txt"), "these words are shown");
        Files.writeString(agency.workspace("acme").resolve("out.txt"), "these words are hidden");
        try (HostSession host = agency.host("acme")) {
            assertThat(host.tools()).containsExactlyInAnyOrder("list_files", "read_file", "write_file");
            assertThat(host.call("read_file", "path", "reports/in.txt").toString())
                    .contains("these words are shown");
            assertThat(host.call("read_file", "path", "out.txt").toString())
                    .contains("prefix")
                    .doesNotContain("these words are hidden");
            assertThat(host.call("list_files").toString()).contains("in.txt").doesNotContain("out.txt");
            assertThat(host.call("search_files", "query", "words").has("error")).isTrue();
        }
        assertThat(agency.bulkhead()
                        .runWith(
                                passphrase("acme") + "\n",
                                "token",
                                "issue",
                                "acme",
                                "--passphrase-stdin",
                                "--tools",
                                "search_files")
                        .err())
                .contains("more than this sign-in may call");
        String token = agency.token("acme", "--tools", "read_file");
        try (HostSession host = agency.host("acme", token)) {
            assertThat(host.tools()).containsExactly("read_file");
            assertThat(host.call("read_file", "path", "out.txt").toString()).doesNotContain("these words are hidden");
        }
        assertThat(agency.audit("acme", type("identity_vouched")).getLast().toString())
                .contains(providers.issuer("acme"), "alice", "consultants");
        assertThat(agency.bulkhead().ok("secret", "list", "acme")).doesNotContain("refresh");
        int before = Integer.parseInt(providers.tell("count", "acme"));
        agency.bulkhead().ok("sign-out", "acme");
        Await.until(
                "the refresh token is given back",
                SOON,
                () -> Integer.parseInt(providers.tell("count", "acme")) > before);
    }

    @Test
    void whoHasNoGroupOrAnUnknownOneOrTwoThatDisagreeIsNotLetIn() throws Exception {
        assertRefused(signIn("globex", "nobody"), "globex", "names no group");
        assertRefused(signIn("globex", "stranger"), "globex", "none of your groups");
        assertRefused(signIn("globex", "bob"), "globex", "prefixes");
        assertThat(agency.audit("globex", type("identity_refused")))
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(status("denied"));
    }

    @Test
    void whatIsChangedOnTheWayIsRefusedByUsOrByTheProvider() throws Exception {
        assertRefused(
                through("hooli", page -> page, back -> replaced(back, "state=[^&]*", "state=x")), "hooli", "(state)");
        assertRefused(
                through("hooli", page -> page, back -> replaced(back, "iss=[^&]*", "iss=http%3A%2F%2F127.0.0.1%3A1")),
                "hooli",
                "(iss)");
        assertRefused(
                through(
                        "hooli",
                        page -> replaced(page, "code_challenge=[^&]*", "code_challenge=" + "A".repeat(43)),
                        back -> back),
                "hooli",
                "invalid_grant");
        assertRefused(
                through("hooli", page -> replaced(page, "code_challenge(_method)?=[^&]*&?", ""), back -> back),
                "hooli",
                "invalid_request");
        assertRefused(
                through(
                        "hooli",
                        page -> replaced(page, "nonce=[^&]*", "nonce=another-nonce-of-somebody-else"),
                        back -> back),
                "hooli",
                "not good");
        try (ProviderCommand command = signIn("hooli");
                ProviderPages pages = new ProviderPages()) {
            URI page = command.page();
            assertThatThrownBy(() -> pages.signIn(replaced(page, "%2Fcallback", "%2Felsewhere"), "alice"))
                    .hasMessageContaining("400");
            assertThatThrownBy(() -> pages.signIn(replaced(page, "client_id=[^&]*", "client_id=other"), "alice"))
                    .hasMessageContaining("400");
            URI back = pages.signIn(page, "alice");
            assertThat(pages.open(back.resolve("/other?" + back.getRawQuery())).statusCode())
                    .isEqualTo(404);
            assertThat(pages.open(back).body()).contains("vouched");
            assertThat(command.end().exit()).isZero();
            assertThatThrownBy(() -> pages.open(back)).isInstanceOf(ConnectException.class);
        }
        agency.bulkhead().ok("sign-out", "hooli");
    }

    private interface OnTheWay {
        URI change(URI address);
    }

    private static Result through(String tenant, OnTheWay there, OnTheWay back) throws IOException {
        try (ProviderCommand command = signIn(tenant);
                ProviderPages pages = new ProviderPages()) {
            pages.open(back.change(pages.signIn(there.change(command.page()), "alice")));
            return command.end();
        }
    }

    private static URI replaced(URI address, String what, String with) {
        String changed = address.toString().replaceAll(what, with);
        assertThat(changed).isNotEqualTo(address.toString());
        return URI.create(changed);
    }

    @Test
    void oneTenantsProviderSignsNobodyInToAnother() throws Exception {
        try (ProviderCommand acme = signIn("acme");
                ProviderCommand globex = signIn("globex");
                ProviderPages pages = new ProviderPages()) {
            URI ofAcme = pages.signIn(acme.page(), "alice");
            URI toGlobex = globex.page();
            String port = toGlobex.toString().replaceAll(".*redirect_uri=http%3A%2F%2F127.0.0.1%3A([0-9]+).*", "$1");
            pages.open(URI.create("http://127.0.0.1:" + port + "/callback?" + ofAcme.getRawQuery()));
            assertRefused(globex.end(), "globex", "(state)");
        }
    }

    @Test
    void aProviderThatTakesItsWordBackEndsTheSignIn() throws Exception {
        assertThat(signIn("acme", "alice").exit()).isZero();
        try (HostSession host = agency.host("acme")) {
            assertThat(host.tools()).contains("read_file");
            providers.tell("forget", "acme");
            awaitState("acme", "locked");
            assertThat(host.tools()).containsExactly("sign_in_status");
        }
        assertThat(agency.unsealed("acme", type("locked")).getLast().toString()).contains("no longer vouches");
    }

    @Test
    void withoutItsProviderATenantOnlyReadsAndNotForLong() throws Exception {
        assertThat(signIn("initech", "alice").exit()).isZero();
        try (HostSession host = agency.host("initech")) {
            assertThat(host.tools()).contains("write_file");
            providers.tell("down", "initech");
            try {
                Await.until("only reading is left", SOON, () -> {
                    List<String> tools = host.tools();
                    return tools.contains("read_file") && !tools.contains("write_file");
                });
                assertThat(host.call("write_file", "path", "reports/a.txt", "content", "x")
                                .has("error"))
                        .isTrue();
                assertThat(host.call("list_files").has("result")).isTrue();
                assertThat(agency.bulkhead()
                                .status("initech")
                                .path("reads_only")
                                .asBoolean())
                        .isTrue();
                awaitState("initech", "locked");
                assertThat(host.tools()).containsExactly("sign_in_status");
            } finally {
                providers.tell("up", "initech");
            }
        }
        assertThat(agency.audit("initech", type("auth_offline_grace"))).isNotEmpty();
        assertThat(signIn("initech", "alice").exit()).isZero();
        agency.bulkhead().ok("sign-out", "initech");
    }

    @Test
    @Tag("long")
    void withNoGraceATenantIsLockedWhenItsProviderIsGoneAndASignOutNeedsNone() throws Exception {
        assertThat(signIn("globex", "alice").exit()).isZero();
        providers.tell("down", "globex");
        try {
            Result out = agency.bulkhead().run("sign-out", "globex");
            assertThat(out.exit()).isZero();
            Result in = agency.bulkhead()
                    .runWith(passphrase("globex") + "\n", "sign-in", "globex", "--passphrase-stdin", "--no-browser");
            assertRefused(in, "globex", "cannot be reached");
        } finally {
            providers.tell("up", "globex");
        }
        assertThat(signIn("hooli", "alice").exit()).isZero();
        providers.tell("down", "hooli");
        try {
            awaitState("hooli", "locked");
        } finally {
            providers.tell("up", "hooli");
        }
        List<JsonNode> grace = agency.audit("hooli", type("auth_offline_grace"));
        assertThat(grace).isEmpty();
    }
}
