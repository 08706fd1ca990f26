package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SIGKILL of the supervisor itself, in the middle of its work: nothing that was answered, and nothing that was promised, is lost. */
class KillTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int CALLS = 400;

    private final RandomGenerator random = RandomGenerator.getDefault();
    private Agency agency;

    @BeforeEach
    void start() throws Exception {
        agency = Agency.signedInTo("acme");
    }

    @AfterEach
    void stop() throws Exception {
        agency.close();
    }

    @Test
    void noCallIsAnsweredWithoutItsRow() throws Exception {
        killUnderLoad(2, Duration.ofDays(1));
    }

    @Test
    @Tag("long")
    void noCallIsAnsweredWithoutItsRowHoweverOftenItIsKilled() throws Exception {
        killUnderLoad(200, LONG);
    }

    private void killUnderLoad(int most, Duration limit) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        long answered = 0;
        int kills = 0;
        for (; kills < most && System.nanoTime() < end; kills++) {
            if (kills > 0) {
                agency.signIn("acme");
            }
            answered += answeredUntilTheKill();
        }
        agency.signIn("acme");
        assertThat(agency.bulkhead().ok("audit", "verify", "acme")).contains("verified ");
        Map<String, List<JsonNode>> calls = agency.bulkhead().audit("acme").stream()
                .filter(row -> row.path("event_type").asText().startsWith("tool_call"))
                .collect(Collectors.groupingBy(row -> row.path("call_id").asText()));
        assertThat(calls.values())
                .allSatisfy(call -> assertThat(call)
                        .extracting(row -> row.path("event_type").asText())
                        .containsExactly("tool_call_started", "tool_call"));
        assertThat(count(calls, "success"))
                .as("ends recorded as successes, for %d answers", answered)
                .isGreaterThanOrEqualTo(answered);
        assertThat(count(calls, "lost"))
                .as("starts that a kill has cut off from their ends, in %d kills", kills)
                .isPositive();
        assertThat(answered).isPositive();
    }

    private static long count(Map<String, List<JsonNode>> calls, String status) {
        return calls.values().stream()
                .filter(call -> call.getLast().path("result_status").asText().equals(status))
                .count();
    }

    /** Many calls at once, so that some are between their start and their end whenever it is killed. */
    private long answeredUntilTheKill() throws Exception {
        try (HostSession host = agency.host("acme")) {
            assertThat(host.call("list_files").has("result")).isTrue();
            long supervisor = agency.bulkhead().supervisorPid();
            Thread posting = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < CALLS; i++) {
                        host.post("tools/call", Json.object("name", "list_files", "arguments", Json.object()));
                    }
                } catch (IOException e) {
                    // It was killed meanwhile.
                    return;
                }
            });
            Await.until("some are answered", LIMIT, () -> !answers(host).isEmpty());
            Thread.sleep(random.nextInt(60));
            kill(supervisor);
            posting.join();
            host.exitCode(LIMIT);
            return 1 + answers(host).size();
        }
    }

    private static List<JsonNode> answers(HostSession host) {
        return host.untaken().stream().filter(line -> line.has("result")).toList();
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    @Test
    @Tag("long")
    void anErasureIsFinishedByTheNextStartWheneverItIsKilled() throws Exception {
        int within = 0;
        for (int round = 0; round < 25; round++) {
            within += eraseAndKill("person-" + round + "-4711") ? 1 : 0;
        }
        assertThat(within).as("kills in the middle of an erasure").isGreaterThan(5);
    }

    /** Returns whether the kill fell between its beginning and its end. */
    private boolean eraseAndKill(String person) throws Exception {
        String pass = passphrase("acme") + "\n";
        String theirs = "a passphrase for " + person;
        agency.bulkhead()
                .okWith(
                        pass + theirs + "\n",
                        "vault",
                        "add-passphrase",
                        "acme",
                        "--consultant",
                        person,
                        "--passphrase-stdin");
        agency.bulkhead().ok("sign-out", "acme");
        agency.bulkhead().signIn("acme", theirs);
        agency.bulkhead().ok("sign-out", "acme");
        agency.signIn("acme");
        agency.bulkhead().okWith(pass, "vault", "remove-slot", "acme", person, "--passphrase-stdin");
        assertThat(named(person)).isPositive();
        long supervisor = agency.bulkhead().supervisorPid();
        Path mark = agency.bulkhead().home().resolve("state/erasing/acme.json");
        Thread erasing = Thread.ofPlatform().start(() -> {
            try {
                agency.bulkhead().runWith(pass, erasing(person, "asked on paper"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        while (!Files.exists(mark) && erasing.isAlive()) {
            Thread.onSpinWait();
        }
        long until = System.nanoTime() + random.nextLong(30_000_000);
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        kill(supervisor);
        boolean within = Files.exists(mark);
        erasing.join();
        agency.signIn("acme");
        assertThat(agency.bulkhead().ok("audit", "verify", "acme")).contains("verified ");
        assertThat(mark).doesNotExist();
        if (named(person) > 0) {
            // Killed before the stream said so: then nothing was begun, and it can be asked for again.
            agency.bulkhead().okWith(pass, erasing(person, "asked again"));
        }
        assertThat(named(person)).isZero();
        assertThat(filesThatName(person)).isEmpty();
        return within;
    }

    private long named(String person) throws IOException {
        return agency.bulkhead().audit("acme").stream()
                .filter(row -> row.toString().contains(person))
                .count();
    }

    private List<Path> filesThatName(String person) throws IOException {
        return LiveFiles.below(agency.bulkhead().home(), content -> content.contains(person));
    }

    private static String[] erasing(String person, String reason) {
        return new String[] {"audit", "erase", "acme", "--subject", person, "--reason", reason, "--passphrase-stdin"};
    }
}
