package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.status;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However the supervisor ends: nothing of it lives on, and nothing that it has recorded is lost. */
class EndTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration NO_ORPHAN = Duration.ofSeconds(2);

    @Test
    void askedToEndItEndsCleanlyWithAllThatItStarted() throws Exception {
        try (Agency agency = Agency.signedInTo("acme")) {
            HostSession host = agency.host("acme");
            assertThat(host.call("list_files").has("result")).isTrue();
            List<Long> all = family(agency);
            Processes.signal("TERM", all.getFirst());
            assertThat(host.exitCode(SOON)).isEqualTo(1);
            Await.until("all have ended", SOON, () -> all.stream().noneMatch(Processes::isAlive));
            assertThat(agency.bulkhead().home().resolve("run/supervisor.sock")).doesNotExist();

            agency.signIn("acme");
            assertThat(agency.audit("acme", type("connection_closed"))).hasSize(1);
            assertThat(agency.audit("acme", type("server_ended"))).hasSize(1);
            assertThat(agency.audit("acme", status("lost"))).isEmpty();
            agency.bulkhead().ok("audit", "verify", "acme");
        }
    }

    @Test
    void killedItLeavesNoProcessAndLosesNoRow() throws Exception {
        try (Agency agency = Agency.signedInTo("acme")) {
            HostSession host = agency.host("acme");
            for (int i = 0; i < 20; i++) {
                assertThat(host.call("write_file", "path", "f" + i, "content", "x")
                                .has("result"))
                        .isTrue();
            }
            long server = agency.bulkhead().status("acme").path("pid").asLong();
            // Who has just used more than its share of the processors is let go on by the supervisor, whoever stopped
            // it.
            Thread.sleep(1_500);
            Processes.signal("STOP", server);
            host.post("tools/call", Json.object("name", "list_files", "arguments", Json.object()));
            Await.until(
                    "the last call has begun",
                    SOON,
                    () -> agency.audit("acme", type("tool_call_started")).size() == 21);
            List<JsonNode> before = agency.bulkhead().audit("acme");
            List<Long> all = family(agency);
            assertThat(all).contains(server);

            Processes.signal("KILL", all.getFirst());
            Await.until("all have ended", NO_ORPHAN, () -> all.stream().noneMatch(Processes::isAlive));
            assertThat(host.exitCode(Duration.ofSeconds(1))).isEqualTo(1);

            agency.signIn("acme");
            List<JsonNode> after = agency.bulkhead().audit("acme");
            assertThat(after).startsWith(before.toArray(JsonNode[]::new));
            List<JsonNode> lost = after.stream().filter(status("lost")).toList();
            assertThat(lost).hasSize(1);
            assertThat(lost.getFirst().path("event_type").asText()).isEqualTo("tool_call");
            assertThat(lost.getFirst().path("tool_name").asText()).isEqualTo("list_files");
            assertThat(lost.getFirst().path("call_id").asText())
                    .isEqualTo(before.stream()
                            .filter(type("tool_call_started"))
                            .toList()
                            .getLast()
                            .path("call_id")
                            .asText());
            assertThat(after.stream().filter(type("tool_call").and(status("success"))))
                    .hasSize(20);
            assertThat(agency.bulkhead().ok("audit", "verify", "acme")).contains("verified ");
            try (HostSession next = agency.host("acme")) {
                assertThat(next.call("read_file", "path", "f19").has("result")).isTrue();
            }
        }
    }

    /** The supervisor, and all that descends from it. */
    private static List<Long> family(Agency agency) throws IOException {
        List<Long> all = new ArrayList<>(Processes.supervisors(agency.bulkhead().home()));
        assertThat(all).hasSize(1);
        all.addAll(Processes.descendants(all.getFirst()));
        assertThat(all).as("the supervisor, bwrap, the tenant server").hasSizeGreaterThanOrEqualTo(3);
        return all;
    }
}
