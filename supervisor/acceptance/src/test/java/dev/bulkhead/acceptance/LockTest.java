package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.type;
import static dev.bulkhead.acceptance.HostSession.isNotification;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A tenant that nobody works with locks itself, and its hosts are back in the lobby on the same connection. */
class LockTest {
    private static final Duration SOON = Duration.ofSeconds(8);
    private static final Path PATIENT = Path.of("src/test/servers/patient.py").toAbsolutePath();

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("idle", "old", "busy", "rests");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static void lock(String tenant, String what) throws Exception {
        String text = Files.readString(agency.settings(tenant));
        Files.writeString(agency.settings(tenant), text.replaceAll(what + ": \"?[0-9]+[mhs]\"?", what + ": 3s"));
        assertThat(Files.readString(agency.settings(tenant))).contains(what + ": 3s");
    }

    @Test
    void withoutACallItLocks() throws Exception {
        String token = agency.token("idle");
        try (HostSession host = agency.host("idle")) {
            assertThat(host.tools()).contains("read_file");
            lock("idle", "idle-lock");
            host.await("it is locked", SOON, isNotification("notifications/tools/list_changed"));
            Await.until(
                    "it is locked",
                    SOON,
                    () -> agency.bulkhead()
                            .status("idle")
                            .path("state")
                            .asText()
                            .equals("locked"));
            assertThat(host.tools()).containsExactly("sign_in_status");
            assertThat(host.call("sign_in_status").toString()).contains("it is locked", "bulkhead sign-in idle");
            assertThat(agency.bulkhead().status("idle").path("pid").isNull()).isTrue();
            JsonNode row = agency.unsealed("idle", type("locked")).getFirst();
            assertThat(row.path("detail").asText()).contains("no call came for 3s");
        }
        try (HostSession again = agency.bulkhead().host("idle").token(token).open()) {
            assertThat(again.exitCode(SOON)).isEqualTo(1);
        }
    }

    @Test
    void whoWorksIsNotLockedBeforeTheHardLock() throws Exception {
        try (HostSession host = agency.host("busy")) {
            assertThat(host.call("list_files").has("result")).isTrue();
            lock("busy", "idle-lock");
            long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
            while (System.nanoTime() < end) {
                JsonNode answer = host.call("list_files");
                assertThat(answer.has("result")).as("the answer " + answer).isTrue();
                Thread.sleep(200);
            }
            lock("busy", "hard-lock");
            Await.until("it is locked all the same", SOON, () -> {
                host.call("list_files");
                return agency.bulkhead().status("busy").path("state").asText().equals("locked");
            });
        }
        assertThat(agency.unsealed("busy", type("locked"))
                        .getFirst()
                        .path("detail")
                        .asText())
                .contains("the sign-in is 3s old");
    }

    @Test
    void aServerThatNobodyNeedsIsEndedUntilTheNextCall() throws Exception {
        Path settings = agency.settings("rests");
        Files.writeString(settings, Files.readString(settings).replace("session: {", "session: { sleep-after: 3s,"));
        try (HostSession host = agency.host("rests")) {
            assertThat(host.call("list_files").has("result")).isTrue();
            Await.until("its server is gone", SOON, () -> server("rests").isNull());
            assertThat(agency.bulkhead().status("rests").path("state").asText()).isEqualTo("ready");
            assertThat(host.call("list_files").has("result")).isTrue();
            assertThat(agency.audit("rests", type("server_ended")))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.path("detail").asText()).contains("the next call starts it"));

            agency.addServer("rests", "patient", List.of(), List.of("/usr/bin/python3", PATIENT.toString()));
            Await.until("the upstream is there", SOON, () -> host.tools().contains("patient__wait"));
            long pid = server("rests").asLong();
            Thread.sleep(5_000);
            assertThat(server("rests").asLong())
                    .as("an upstream's state would be gone with it")
                    .isEqualTo(pid);
        }
    }

    private static JsonNode server(String tenant) throws IOException {
        return agency.bulkhead().status(tenant).path("pid");
    }
}
