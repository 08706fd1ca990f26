package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many sessions at once, under the same ids: each answer reaches the session that asked, and no other. */
class InterleavingTest {
    private static final int CALLS = Boolean.getBoolean("bulkhead.long") ? 10_000 : 2_000;
    private static final int IN_FLIGHT = 16;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @Test
    void noAnswerReachesAWrongSession() throws Exception {
        List<Callable<Integer>> all = new ArrayList<>();
        List<HostSession> hosts = new ArrayList<>();
        try {
            for (String tenant : List.of("acme", "globex", "acme", "globex")) {
                HostSession host = agency.host(tenant);
                String name = tenant + "-" + hosts.size();
                hosts.add(host);
                all.add(() -> converse(host, name, CALLS / 4));
            }
            List<Integer> right = Agency.atOnce(all);
            assertThat(right).containsOnly(CALLS / 4);
            for (HostSession host : hosts) {
                assertThat(host.untaken()).isEmpty();
            }
        } finally {
            hosts.forEach(HostSession::close);
        }
        for (String tenant : List.of("acme", "globex")) {
            assertThat(agency.audit(tenant, Agency.type("tool_call").and(Agency.status("success"))))
                    .hasSize(CALLS / 2)
                    .extracting(row -> row.path("call_id").asText())
                    .doesNotHaveDuplicates();
        }
    }

    /** Writes and reads back files that nobody else has, under ids that everybody has; returns how many answers were right. */
    private static int converse(HostSession host, String name, int calls) throws IOException {
        int right = 0;
        for (int first = 0; first < calls; first += IN_FLIGHT) {
            int last = Math.min(first + IN_FLIGHT, calls);
            for (int i = first; i < last; i++) {
                host.post("tools/call", call(name, i));
            }
            for (int i = first; i < last; i++) {
                right += isRight(host.await("call " + i, LIMIT, HostSession.isAnswerTo(i + 2)), name, i) ? 1 : 0;
            }
        }
        return right;
    }

    /** In turns a batch that writes and a batch that reads what the one before wrote. */
    private static JsonNode call(String name, int i) {
        return writes(i)
                ? Json.object(
                        "name", "write_file", "arguments", Json.object("path", path(name, i), "content", text(name, i)))
                : Json.object("name", "read_file", "arguments", Json.object("path", path(name, i - IN_FLIGHT)));
    }

    private static boolean isRight(JsonNode answer, String name, int i) {
        JsonNode content = answer.at("/result/structuredContent");
        boolean right = writes(i)
                ? content.path("path").asText().equals(path(name, i))
                : content.path("content").asText().equals(text(name, i - IN_FLIGHT));
        assertThat(right).as("%s, call %s: %s", name, i, answer).isTrue();
        return right;
    }

    private static boolean writes(int i) {
        return i / IN_FLIGHT % 2 == 0;
    }

    private static String path(String name, int i) {
        return "calls/" + name + "-" + i + ".txt";
    }

    private static String text(String name, int i) {
        return name + " wrote " + i;
    }
}
