package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.local.SupervisorSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real window, a real supervisor, a real tenant server and a real host: a consultant's day, by mouse and keyboard. */
class WindowTest {
    private static Agency agency;
    private static WindowProcess window;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.of("acme", "globex");
        agency.edit("acme", "ask: []", "ask: [\"write_file\"]");
        window = WindowProcess.open(agency.bulkhead());
    }

    @AfterAll
    static void stop() throws Exception {
        window.close();
        agency.close();
    }

    private static void signIn(String tenant, String button) {
        window.all("click " + button, "find passphrase", "type " + passphrase(tenant), "press ENTER");
    }

    private static long write(HostSession host, String path) throws Exception {
        return host.post(
                "tools/call",
                Json.object(
                        "name", "write_file", "arguments", Json.object("path", path, "content", "words of " + path)));
    }

    /** Asks the supervisor from this process, which is neither the window nor a host. */
    private static JsonNode ask(String command, ObjectNode args) throws Exception {
        BulkheadHome home = BulkheadHome.of(agency.bulkhead().environment());
        try (ControlClient client =
                ControlClient.hello(Objects.requireNonNull(SupervisorSocket.connect(home), "the supervisor serves"))) {
            return client.call(command, args);
        }
    }

    private static Path file(String path) {
        return agency.workspace("acme").resolve(path);
    }

    @Test
    void aConsultantSignsInApprovesDeniesHaltsResumesAndSwitchesInTheWindow() throws Exception {
        window.does("await page-name acme");
        signIn("acme", "sign-in");
        window.does("await page-state Ready");

        try (HostSession host = agency.host("acme")) {
            approvedByAGesture(host);
            denied(host);
            refusedToAnotherProcess(host);
            halted(host);
        }
        resumed();
        switched();
    }

    /** Who sits at the window may approve by a gesture: nobody else is to act from inside its process. */
    @Test
    void theWindowsProcessIsClosedToOthers() throws Exception {
        window.does("find tenants");
        assertThat(Files.readString(Path.of("/proc/" + window.pid() + "/limits")))
                .containsPattern("Max core file size +0 +0 ");
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Result attached = Launch.toTheEnd(
                List.of(jcmd.toString(), Long.toString(window.pid()), "VM.version"),
                agency.bulkhead().environment(),
                "",
                Duration.ofSeconds(30));
        assertThat(attached.exit()).isNotZero();
    }

    private static void approvedByAGesture(HostSession host) throws Exception {
        long id = write(host, "approved.md");
        window.all("say acme: a call of write_file waits for you", "click question-look", "find question-arguments");
        assertThat(file("approved.md")).doesNotExist();
        window.all("pause PT0.7S", "click approve-once");
        assertThat(host.answer(id).has("result")).isTrue();
        assertThat(file("approved.md")).hasContent("words of approved.md");
        window.does("say Approved · Once");
        assertThat(agency.audit("acme", type("approval_given")))
                .hasSize(1)
                .allMatch(row -> row.path("detail").asText().endsWith("by a gesture"));
    }

    private static void denied(HostSession host) throws Exception {
        long id = write(host, "denied.md");
        window.all("find approve-once", "click deny");
        assertThat(host.answer(id).at("/error/message").asText()).contains("refused it");
        assertThat(file("denied.md")).doesNotExist();
        window.does("find question-none");
    }

    /** The window has proved, and nobody else has by that: a gesture of another process is none. */
    private static void refusedToAnotherProcess(HostSession host) throws Exception {
        long id = write(host, "other.md");
        JsonNode question = new Questions(agency.bulkhead()).await("acme");
        assertThatThrownBy(() -> ask(
                        "approvals.approve",
                        Json.object("id", question.path("id").asText(), "gesture", true)))
                .isInstanceOfSatisfying(
                        ControlRefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo("proof"))
                .hasMessageContaining("not in this process");
        assertThat(file("other.md")).doesNotExist();
        window.all("find approve-once", "click deny");
        assertThat(host.answer(id).has("error")).isTrue();
        assertThat(agency.audit("acme", type("control_refused"))).hasSize(1);
    }

    private static void halted(HostSession host) throws Exception {
        long id = write(host, "halted.md");
        window.all("find approve-once", "hold halt PT0.9S", "await page-state Halted");
        assertThat(host.answer(id).has("error")).isTrue();
        assertThat(agency.bulkhead().status("acme").path("state").asText()).isEqualTo("halted");
        assertThat(agency.audit("acme", type("tenant_halted"))).hasSize(1);
        window.does("find told");
    }

    private static void resumed() throws Exception {
        signIn("acme", "resume");
        window.all("await page-state Ready", "click tab-overview");
        try (HostSession host = agency.host("acme")) {
            assertThat(host.call("list_files").has("result")).isTrue();
            window.all("say list_files", "say tools.ask \"write_file\"");
            JsonNode overview = ask("tenant.overview", Json.object("tenant", "acme"));
            assertThat(overview.path("sessions")).hasSize(1);
            assertThat(overview.at("/sessions/0/host/pid").asLong()).isEqualTo(host.hostPid());
            assertThat(overview.path("tools"))
                    .anyMatch(tool -> tool.path("tool").asText().equals("write_file")
                            && tool.path("policy").asText().equals("ask"))
                    .anyMatch(tool -> tool.path("tool").asText().equals("list_files")
                            && tool.path("policy").asText().equals("allow"));
            assertThat(overview.path("idleLockSeconds").asLong()).isBetween(1L, 600L);
        }
        assertThat(ask("tenant.overview", Json.object("tenant", "globex")).has("idleLockSeconds"))
                .as("nobody is signed in there")
                .isFalse();
    }

    private static void switched() throws Exception {
        window.all("press CONTROL+DIGIT2", "await page-name globex");
        signIn("globex", "sign-in");
        window.all("await page-state Ready", "click make-active", "await page-active Active", "find told");
        assertThat(ask("switch.show", Json.object()).path("active").asText()).isEqualTo("globex");
    }
}
