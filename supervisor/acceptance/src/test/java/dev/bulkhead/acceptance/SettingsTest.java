package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.type;
import static dev.bulkhead.acceptance.HostSession.isNotification;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What narrows counts at once and without a restart, what widens waits for the consultant, what is broken changes nothing. */
class SettingsTest {
    private static final Duration IN_FORCE = Duration.ofSeconds(2);
    private static final Duration RECORDED = Duration.ofSeconds(5);
    private static final String DENY_NOTHING = "deny: []";

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("narrows", "widens", "breaks", "approves", "bystander", "released");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @Test
    void aToolThatIsDeniedInTheFileIsGoneWithinTwoSecondsAndNoProcessIsRestarted() throws Exception {
        try (HostSession host = agency.host("narrows");
                HostSession bystander = agency.host("bystander")) {
            assertThat(host.tools()).contains("write_file");
            assertThat(bystander.tools()).contains("write_file");
            JsonNode before = agency.bulkhead().json("status");
            agency.edit("narrows", DENY_NOTHING, "deny: [\"write_file\"]");
            host.await("the tools have changed", IN_FORCE, isNotification("notifications/tools/list_changed"));
            assertThat(host.tools()).doesNotContain("write_file").contains("read_file");
            assertThat(host.call("write_file", "path", "a", "content", "b")
                            .at("/error/message")
                            .asText())
                    .isEqualTo("tenant 'narrows' is not authorised to call 'write_file'");
            assertThat(bystander.tools()).contains("write_file");
            JsonNode after = agency.bulkhead().json("status");
            assertThat(after.at("/supervisor/pid")).isEqualTo(before.at("/supervisor/pid"));
            assertThat(pid(after, "narrows")).isEqualTo(pid(before, "narrows")).isPositive();
        }
    }

    private static long pid(JsonNode status, String tenant) {
        for (JsonNode one : status.path("tenants")) {
            if (one.path("tenant").asText().equals(tenant)) {
                return one.path("pid").asLong();
            }
        }
        throw new AssertionError(tenant + " is not in " + status);
    }

    @Test
    void whatWidensWaitsUntilItIsConfirmedWithThePassphrase() throws Exception {
        agency.edit("widens", DENY_NOTHING, "deny: [\"write_file\"]");
        try (HostSession host = agency.host("widens")) {
            Await.until("the tool is denied", IN_FORCE, () -> !host.tools().contains("write_file"));
            agency.edit("widens", "deny: [\"write_file\"]", DENY_NOTHING);
            Await.until("the change waits", RECORDED, () -> !waiting().isEmpty());
            assertThat(host.tools()).doesNotContain("write_file");
            Result wrong = confirm(passphrase("narrows"));
            assertThat(wrong.exit()).isEqualTo(1);
            assertThat(host.tools()).doesNotContain("write_file");
            assertThat(waiting()).isNotEmpty();

            // A wrong passphrase costs a moment in which none is taken.
            Await.until(
                    "the right one is taken",
                    RECORDED,
                    () -> confirm(passphrase("widens")).exit() == 0);
            assertThat(host.tools()).contains("write_file");
            assertThat(waiting()).isEmpty();
        }
        assertThat(agency.audit("widens", type("settings_waiting"))).isNotEmpty();
    }

    @Test
    void aFileOfSettingsThatLiesThereLeadsToATenant() throws Exception {
        Files.writeString(
                agency.settings("found"), "version: 1\ntenant: found\nname: Found Ltd\nhosts: { unknown: allow }\n");
        for (String[] command : new String[][] {{"show"}, {"confirm", "--passphrase-stdin"}}) {
            Result none = onFound(command);
            assertThat(none.exit()).isEqualTo(1);
            assertThat(none.err())
                    .contains(
                            "'bulkhead tenant add found'",
                            agency.settings("found").toString());
        }
        assertThat(onFound("add", "--name", "Other", "--passphrase-stdin").err())
                .contains("without options");
        Result added = onFound("add", "--passphrase-stdin");
        assertThat(added.exit()).as(added.err()).isZero();
        assertThat(added.out()).contains("hosts.unknown", "bulkhead tenant confirm found");
        assertThat(agency.bulkhead().shown("found").path("name").asText()).isEqualTo("found");
        assertThat(onFound("confirm", "--passphrase-stdin").exit()).isZero();
        assertThat(agency.bulkhead().shown("found").path("name").asText()).isEqualTo("Found Ltd");
        assertThat(agency.bulkhead().ok("audit", "verify", "found")).contains("verified ");
    }

    private static Result onFound(String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("tenant", command[0], "found"));
        all.addAll(List.of(command).subList(1, command.length));
        return agency.bulkhead().runWith(passphrase("found") + "\n", all.toArray(String[]::new));
    }

    private static JsonNode waiting() throws IOException {
        return agency.bulkhead().json("tenant", "show", "widens").path("waiting");
    }

    private static Result confirm(String passphrase) throws IOException {
        return agency.bulkhead().runWith(passphrase + "\n", "tenant", "confirm", "widens", "--passphrase-stdin");
    }

    @Test
    void aFileThatCannotBeReadChangesNothingAndTheAuditNamesItsLine() throws Exception {
        try (HostSession host = agency.host("breaks")) {
            String good = Files.readString(agency.settings("breaks"));
            int line = (int) good.lines().count() + 1;
            Files.writeString(agency.settings("breaks"), good.replace(DENY_NOTHING, "deny: [\"*\"]") + "tols: {}\n");
            Await.until(
                    "the refusal is recorded",
                    RECORDED,
                    () -> agency.audit("breaks", type("settings_refused")).stream()
                            .anyMatch(row -> row.path("detail")
                                    .asText()
                                    .matches(".*breaks\\.yaml.*\\b" + line + "\\b.*tols.*")));
            assertThat(host.tools()).contains("write_file");
            Files.writeString(agency.settings("breaks"), good.replace(DENY_NOTHING, "deny: [\"write_file\"]"));
            host.await("a good file counts again", RECORDED, isNotification("notifications/tools/list_changed"));
            assertThat(host.tools()).doesNotContain("write_file");
        }
    }

    @Test
    void whoHoldsASessionCannotIssueTokensEvenWithThePassphrase() throws Exception {
        Result refused;
        try (HostSession host =
                agency.bulkhead().host("bystander").asChildOfThisProcess().openInitialized()) {
            assertThat(host.tools()).contains("read_file");
            refused = issue();
        }
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("an agent cannot approve itself");
        assertThat(agency.audit("approves", type("control_refused"))).hasSize(1).allMatch(Agency.status("denied"));
        Result allowed = issue();
        assertThat(allowed.exit()).isZero();
        assertThat(allowed.out()).contains(".");
    }

    @Test
    void aLauncherThatItsHostHasLetGoMakesNobodyElseAHolder() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                "-c",
                "sleep 1000 | setsid --fork \"$@\"; wait",
                "host",
                agency.bulkhead().script().toString(),
                "connect",
                "--tenant",
                "released");
        builder.environment().clear();
        builder.environment().putAll(agency.bulkhead().environment());
        Process host = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Await.until(
                    "its session is open",
                    RECORDED,
                    () -> !agency.audit("released", type("connection_opened")).isEmpty());
            assertThat(issue().exit()).isZero();
        } finally {
            host.descendants().forEach(ProcessHandle::destroyForcibly);
            host.destroyForcibly();
        }
    }

    private static Result issue() throws IOException {
        return agency.bulkhead()
                .runWith(passphrase("approves") + "\n", "token", "issue", "approves", "--passphrase-stdin");
    }
}
