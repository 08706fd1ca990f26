package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a tenant may use of the machine, from the settings to the end of what uses more. */
class LimitsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @Test
    void aFullWorkspaceTakesNoMoreUntilThereIsRoomAgain() throws Exception {
        agency.edit("acme", "disk: 2g", "disk: 4m");
        try (HostSession host = agency.host("acme")) {
            assertThat(host.call("write_file", "path", "small", "content", "x")
                            .path("result")
                            .path("isError")
                            .asBoolean())
                    .isFalse();
            Path much = Files.write(agency.workspace("acme").resolve("much"), new byte[5 << 20]);
            Await.until("the workspace is found full", LIMIT, () -> full().contains("limited"));
            JsonNode refused = host.call("write_file", "path", "more", "content", "x".repeat(1000));
            assertThat(refused.path("result").path("isError").asBoolean())
                    .as(refused
                            + Files.readString(agency.bulkhead().home().resolve("logs/supervisor.log"))
                            + agency.bulkhead().run("audit", "list", "acme").out())
                    .isTrue();
            assertThat(refused.toString()).contains("sandbox.disk");
            assertThat(host.call("read_file", "path", "small")
                            .path("result")
                            .path("isError")
                            .asBoolean())
                    .isFalse();

            Files.delete(much);
            Await.until("there is room again", LIMIT, () -> full().contains("success"));
            assertThat(host.call("write_file", "path", "more", "content", "x")
                            .path("result")
                            .path("isError")
                            .asBoolean())
                    .isFalse();
        }
    }

    @Test
    void anAnswerOverTheTenantsBoundIsWithheldAndSaysSo() throws Exception {
        agency.edit("acme", "result-bytes: 10m", "result-bytes: 4k");
        Files.writeString(agency.workspace("acme").resolve("long"), "x".repeat(5_000));
        Files.writeString(agency.workspace("acme").resolve("short"), "x".repeat(1_000));
        try (HostSession host = agency.host("acme")) {
            Await.until(
                    "it is in force",
                    LIMIT,
                    () -> host.call("read_file", "path", "long").has("error"));
            JsonNode refused = host.call("read_file", "path", "long");
            assertThat(refused.at("/error/code").asInt()).isEqualTo(-31004);
            assertThat(refused.at("/error/message").asText()).contains("limits.result-bytes allows 4096");
            assertThat(host.call("read_file", "path", "short").has("result")).isTrue();
        }
        assertThat(agency.audit("acme", Agency.type("tool_call").and(Agency.status("limited"))))
                .isNotEmpty();
    }

    private List<String> full() throws Exception {
        return agency.audit("acme", Agency.type("workspace_full")).stream()
                .map(row -> row.path("result_status").asText())
                .toList();
    }

    @Test
    void statusSaysHowGoodEachLimitIs() throws Exception {
        JsonNode limits = Json.read(agency.bulkhead().ok("status", "--json"))
                .path("supervisor")
                .path("limits");
        assertThat(limits.properties())
                .extracting(limit -> limit.getKey())
                .contains("memory", "processes", "cpu", "open-files", "file-size", "disk");
        assertThat(limits.properties())
                .extracting(limit -> limit.getValue().asText())
                .isSubsetOf("enforced", "watched", "unavailable");
    }
}
