package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.status;
import static dev.bulkhead.acceptance.Agency.tool;
import static dev.bulkhead.acceptance.Agency.type;
import static dev.bulkhead.acceptance.HostSession.isNotification;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A call that the consultant is asked about is made when they consent, and in no other case. */
class ApprovalsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String ASK_NOTHING = "ask: []";

    private static Agency agency;
    private static Questions questions;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo(
                "goes", "refused", "late", "cancels", "locks", "many", "narrows", "scopes", "agent", "form", "noform",
                "ends");
        questions = new Questions(agency.bulkhead());
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static void ask(String tenant, String... more) throws IOException {
        agency.edit(tenant, ASK_NOTHING, "ask: [\"write_file\"]" + String.join("", more));
        Await.until(
                "the settings count",
                SOON,
                () -> !agency.audit(tenant, type("settings_changed")).isEmpty());
    }

    private static ObjectNode write(String path, Object token) {
        ObjectNode params = Json.object(
                "name", "write_file", "arguments", Json.object("path", path, "content", "the words of " + path));
        if (!"".equals(token)) {
            params.withObjectProperty("_meta").putPOJO("progressToken", token);
        }
        return params;
    }

    private static Path file(String tenant, String path) {
        return agency.workspace(tenant).resolve(path);
    }

    private static String message(JsonNode answer) {
        return answer.at("/error/message").asText();
    }

    @Test
    void aHeldCallGoesOnWhenItIsApprovedAndOthersGoOnMeanwhile() throws Exception {
        ask("goes");
        try (HostSession host = agency.host("goes")) {
            long id = host.post("tools/call", write("plan.md", "p-1"));
            JsonNode question = questions.await("goes");
            assertThat(question.path("kind").asText()).isEqualTo("call");
            assertThat(question.path("tool").asText()).isEqualTo("write_file");
            assertThat(question.path("arguments").asText()).contains("plan.md", "the words of plan.md");
            assertThat(question.path("rule").asText()).isEqualTo("tools.ask \"write_file\"");
            assertThat(host.call("list_files").has("result")).isTrue();
            assertThat(agency.bulkhead().status("goes").path("state").asText()).isEqualTo("waiting");
            JsonNode first = host.await("progress", SOON, isNotification("notifications/progress"));
            JsonNode second = host.await("progress again", SOON, isNotification("notifications/progress"));
            assertThat(first.at("/params/progressToken").asText()).isEqualTo("p-1");
            assertThat(first.at("/params/message").asText()).contains("approval");
            assertThat(second.at("/params/progress").asDouble())
                    .isGreaterThan(first.at("/params/progress").asDouble());
            assertThat(file("goes", "plan.md")).doesNotExist();
            questions.approved("goes", question);
            assertThat(host.answer(id).has("result")).isTrue();
            assertThat(file("goes", "plan.md")).hasContent("the words of plan.md");
        }
        List<JsonNode> rows = agency.audit("goes", tool("write_file"));
        assertThat(rows.stream().map(row -> row.path("event_type").asText()))
                .containsExactly("tool_call_started", "approval_asked", "approval_given", "tool_call");
        assertThat(rows.stream().map(row -> row.path("args_hash").asText()).distinct())
                .hasSize(1);
        nowhereButInTheWorkspace("the words of plan.md");
    }

    private static void nowhereButInTheWorkspace(String words) throws IOException {
        Path workspaces = agency.bulkhead().home().resolve("workspaces");
        assertThat(LiveFiles.below(agency.bulkhead().home(), content -> content.contains(words)))
                .allMatch(file -> file.startsWith(workspaces));
    }

    @Test
    @Tag("long")
    void aDeniedCallIsNotMade() throws Exception {
        ask("refused");
        try (HostSession host = agency.host("refused")) {
            long id = host.post("tools/call", write("a", ""));
            questions.deny(questions.await("refused"));
            assertThat(message(host.answer(id)))
                    .startsWith("tenant 'refused' is not authorised to call 'write_file'")
                    .contains("refused it");
            id = host.post("tools/call", write("a", ""));
            questions.deny(questions.await("refused"), "--always");
            assertThat(host.answer(id).has("error")).isTrue();
            assertThat(message(host.request("tools/call", write("a", "")))).contains("for this session");
            assertThat(questions.pending("refused")).isEmpty();
        }
        assertThat(file("refused", "a")).doesNotExist();
        assertThat(agency.audit("refused", type("tool_call").and(status("denied"))))
                .hasSize(3);
        assertThat(agency.audit("refused", type("approval_refused"))).hasSize(2);
    }

    @Test
    @Tag("long")
    void whatNobodyAnswersInTimeIsNotMade() throws Exception {
        ask("late", ", ask-timeout: 5s");
        try (HostSession host = agency.host("late")) {
            assertThat(message(host.request("tools/call", write("a", "")))).contains("in time");
            assertThat(questions.pending("late")).isEmpty();
            agency.edit("late", "ask-timeout: 5s", "ask-timeout: 5m");
            host.await("the settings count", SOON, isNotification("notifications/tools/list_changed"));
            long id = host.post("tools/call", write("b", ""));
            questions.approved("late", questions.await("late"));
            assertThat(host.answer(id).has("result")).isTrue();
        }
        assertThat(file("late", "a")).doesNotExist();
        assertThat(file("late", "b")).exists();
        assertThat(agency.audit("late", type("approval_expired"))).hasSize(1).allMatch(status("denied"));
    }

    @Test
    @Tag("long")
    void aCallThatItsHostCancelsIsNotMadeAndNotAskedAboutAnyMore() throws Exception {
        ask("cancels");
        try (HostSession host = agency.host("cancels")) {
            long id = host.post("tools/call", write("a", ""));
            JsonNode question = questions.await("cancels");
            host.send(Json.write(Json.object(
                    "jsonrpc", "2.0", "method", "notifications/cancelled", "params", Json.object("requestId", id))));
            Await.until(
                    "it is withdrawn", SOON, () -> questions.pending("cancels").isEmpty());
            assertThat(questions.approve("cancels", question).exit()).isEqualTo(1);
            assertThat(host.call("list_files").has("result")).isTrue();
            assertThat(host.untaken()).noneMatch(HostSession.isAnswerTo(id));
        }
        assertThat(file("cancels", "a")).doesNotExist();
        assertThat(agency.audit("cancels", type("tool_call").and(status("cancelled"))))
                .hasSize(1);
    }

    @Test
    void aCallThatWaitsAtTheSignOutIsNotMadeAfterTheNextSignIn() throws Exception {
        ask("locks");
        try (HostSession host = agency.host("locks")) {
            long id = host.post("tools/call", write("a", ""));
            JsonNode question = questions.await("locks");
            agency.bulkhead().ok("sign-out", "locks");
            assertThat(message(host.answer(id))).contains("before");
            assertThat(questions.pending("locks")).isEmpty();
            agency.signIn("locks");
            assertThat(questions.approve("locks", question).exit()).isEqualTo(1);
            id = host.post("tools/call", write("b", ""));
            questions.approved("locks", questions.await("locks"));
            assertThat(host.answer(id).has("result")).isTrue();
        }
        assertThat(file("locks", "a")).doesNotExist();
        assertThat(file("locks", "b")).exists();
        assertThat(agency.audit("locks", type("tool_call").and(status("cancelled"))))
                .hasSize(1);
    }

    @Test
    @Tag("long")
    void theEndOfASessionWithdrawsWhatItAsked() throws Exception {
        ask("ends");
        try (HostSession host = agency.host("ends")) {
            host.post("tools/call", write("a", ""));
            questions.await("ends");
        }
        Await.until("it is withdrawn", SOON, () -> questions.pending("ends").isEmpty());
        Await.until(
                "it has its row",
                SOON,
                () -> agency.audit("ends", type("tool_call").and(status("cancelled")))
                                .size()
                        == 1);
        assertThat(file("ends", "a")).doesNotExist();
    }

    @Test
    @Tag("long")
    void twentyCallsWaitAtOnceAndOthersPass() throws Exception {
        ask("many");
        try (HostSession host = agency.host("many")) {
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ids.add(host.post("tools/call", write("f" + i, i)));
            }
            Await.until("all wait", SOON, () -> questions.pending("many").size() == 20);
            long start = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThat(host.call("list_files").has("result")).isTrue();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
            List<JsonNode> pending = questions.pending("many");
            for (int i = 0; i < 20; i++) {
                if (i % 2 == 0) {
                    questions.approved("many", pending.get(i));
                } else {
                    questions.deny(pending.get(i));
                }
            }
            for (int i = 0; i < 20; i++) {
                boolean allowed = i % 2 == 0;
                assertThat(host.answer(ids.get(i)).has("result")).as("f" + i).isEqualTo(allowed);
                assertThat(Files.exists(file("many", "f" + i))).as("f" + i).isEqualTo(allowed);
            }
        }
    }

    @Test
    void aCallIsJudgedAgainByTheSettingsOfTheMomentItIsApproved() throws Exception {
        ask("narrows");
        try (HostSession host = agency.host("narrows")) {
            long id = host.post("tools/call", write("a", ""));
            JsonNode question = questions.await("narrows");
            agency.edit("narrows", "deny: []", "deny: [\"write_file\"]");
            host.await("the settings count", SOON, isNotification("notifications/tools/list_changed"));
            Await.until("the tool is gone", SOON, () -> !host.tools().contains("write_file"));
            questions.approved("narrows", question);
            assertThat(message(host.answer(id))).contains("not authorised");
        }
        assertThat(file("narrows", "a")).doesNotExist();
    }

    @Test
    @Tag("long")
    void aConsentReachesAsFarAsItWasGiven() throws Exception {
        ask("scopes");
        try (HostSession host = agency.host("scopes")) {
            long id = host.post("tools/call", write("a", ""));
            JsonNode question = questions.await("scopes");
            assertThat(questions
                            .approve("scopes", question, "--scope", "always")
                            .exit())
                    .isEqualTo(1);
            questions.approved("scopes", question, "--scope", "session");
            assertThat(host.answer(id).has("result")).isTrue();
            assertThat(host.request("tools/call", write("b", "")).has("result")).isTrue();
        }
        try (HostSession host = agency.host("scopes")) {
            long id = host.post("tools/call", write("c", ""));
            questions.approved("scopes", questions.await("scopes"), "--scope", "today");
            assertThat(host.answer(id).has("result")).isTrue();
        }
        try (HostSession host = agency.host("scopes")) {
            assertThat(host.request("tools/call", write("d", "")).has("result")).isTrue();
            agency.bulkhead().ok("sign-out", "scopes");
            agency.signIn("scopes");
            host.post("tools/call", write("e", ""));
            questions.await("scopes");
        }
        assertThat(file("scopes", "e")).doesNotExist();
    }

    @Test
    void anAgentBelowItsHostDoesNotApproveItsOwnCall() throws Exception {
        ask("agent");
        try (HostSession host =
                agency.bulkhead().host("agent").asChildOfThisProcess().openInitialized()) {
            long id = host.post("tools/call", write("a", ""));
            JsonNode question = questions.await("agent");
            Result approve = questions.approve("agent", question);
            assertThat(approve.exit()).isEqualTo(1);
            assertThat(approve.err()).contains("an agent cannot approve itself");
            assertThat(questions.pending("agent")).hasSize(1);
            questions.deny(question);
            assertThat(host.answer(id).has("error")).isTrue();
        }
        assertThat(file("agent", "a")).doesNotExist();
        assertThat(agency.audit("agent", type("control_refused"))).hasSize(1);
    }

    @Test
    @Tag("long")
    void theHostsOwnFormCountsOnlyWhereTheConsultantHasConfirmedThatItDoes() throws Exception {
        Map<String, Object> forms = Map.of("elicitation", Map.of());
        ask("noform");
        try (HostSession host = agency.bulkhead().host("noform").open()) {
            host.initialize(forms);
            host.post("tools/call", write("a", ""));
            questions.await("noform");
            assertThat(host.call("list_files").has("result")).isTrue();
            assertThat(host.untaken())
                    .noneMatch(line -> line.path("method").asText().equals("elicitation/create"));
        }
        agency.edit("form", ASK_NOTHING, "ask: [\"write_file\"], ask-in-host: true");
        Await.until(
                "the change waits",
                SOON,
                () -> !agency.audit("form", type("settings_waiting")).isEmpty());
        agency.bulkhead().confirm("form", passphrase("form"));
        try (HostSession host = agency.bulkhead().host("form").open()) {
            host.initialize(forms);
            long id = host.post("tools/call", write("a", ""));
            answer(host, Json.object("action", "accept", "content", Json.object("approve", true)));
            assertThat(host.answer(id).has("result")).isTrue();
            for (ObjectNode no : List.of(
                    Json.object("action", "decline"),
                    Json.object("action", "accept", "content", Json.object("approve", false)),
                    Json.object("action", "accept"))) {
                id = host.post("tools/call", write("b", ""));
                answer(host, no);
                assertThat(host.answer(id).has("error")).isTrue();
            }
        }
        assertThat(file("form", "a")).exists();
        assertThat(file("form", "b")).doesNotExist();
        assertThat(agency.audit("form", type("approval_given")))
                .singleElement()
                .asString()
                .contains("own form");
    }

    private static void answer(HostSession host, ObjectNode result) throws IOException {
        JsonNode form = host.await(
                "the form", SOON, line -> line.path("method").asText().equals("elicitation/create"));
        assertThat(form.at("/params/message").asText()).contains("write_file");
        host.send(Json.write(Json.object("jsonrpc", "2.0", "id", form.path("id"), "result", result)));
    }
}
