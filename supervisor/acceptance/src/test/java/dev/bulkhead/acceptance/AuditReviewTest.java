package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.local.SupervisorSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A program looks through a tenant's audit over the socket, as the window does. */
class AuditReviewTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme");
        try (HostSession session = agency.host("acme")) {
            session.call("write_file", "path", "a.txt", "content", "a");
            session.call("read_file", "path", "a.txt");
            session.call("crm__delete_account");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static ControlClient client() throws IOException, ControlRefusedException {
        SocketChannel channel = SupervisorSocket.connect(
                BulkheadHome.of(Map.of("BULKHEAD_HOME", agency.bulkhead().home().toString())));
        return ControlClient.hello(Objects.requireNonNull(channel));
    }

    private static ObjectNode acme() {
        return ControlClient.JSON.createObjectNode().put("tenant", "acme");
    }

    private static void take(JsonNode rows, BitSet into) {
        try {
            int from = rows.path("from").asInt();
            BitSet.valueOf(rows.path("bits").binaryValue()).stream().forEach(bit -> into.set(from + bit));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which rows a filter leaves. */
    private static BitSet index(ControlClient client, ObjectNode filter) throws Exception {
        BitSet rows = new BitSet();
        JsonNode summary = client.call(
                "audit.index", filter, List.of(), ControlClient.items(item -> take(item.path("rows"), rows)));
        assertThat(summary.path("matching").asInt()).isEqualTo(rows.cardinality());
        int charted = 0;
        for (JsonNode column : summary.path("chart").path("counts")) {
            for (JsonNode count : column) {
                charted += count.asInt();
            }
        }
        assertThat(charted).isEqualTo(rows.cardinality());
        return rows;
    }

    private static List<JsonNode> page(ControlClient client, BitSet rows) throws Exception {
        ObjectNode args = acme();
        ArrayNode seqs = args.putArray("seqs");
        rows.stream().forEach(seqs::add);
        List<JsonNode> page = new ArrayList<>();
        client.call("audit.page", args, List.of(), ControlClient.items(page::add));
        return page;
    }

    @Test
    void aFilterLeavesWhatTheListHasAndAPageIsAsTheListShowsIt() throws Exception {
        try (ControlClient client = client()) {
            List<JsonNode> denied = agency.audit("acme", Agency.status("denied").and(type("tool_call")));
            BitSet rows = index(client, acme().put("status", "denied").put("type", "tool_call"));
            assertThat(page(client, rows)).isEqualTo(denied);
            assertThat(denied).hasSize(1);

            assertThat(page(client, index(client, acme().put("server", "crm"))))
                    .extracting(row -> row.path("tool_name").asText())
                    .containsExactly("crm__delete_account");
            assertThat(page(client, index(client, acme().put("text", "FILE success"))))
                    .extracting(row -> row.path("tool_name").asText())
                    .containsExactly("read_file", "write_file");
            List<JsonNode> named = page(client, index(client, acme().put("type", "sign_in")));
            assertThat(named).isNotEmpty().noneMatch(row -> row.path("sealed").asBoolean());
        }
    }

    @Test
    void oneRowComesWithWhatProvesIt() throws Exception {
        try (ControlClient client = client()) {
            int seq = index(client, acme().put("tool", "write_file")).nextSetBit(0);
            Await.until(
                    "a checkpoint names the row",
                    SOON,
                    () -> row(client, seq).at("/proof/verdict").asText().equals("proven"));
            JsonNode row = row(client, seq);
            assertThat(row.at("/event/entry_hash")).isEqualTo(row.at("/proof/hash"));
            assertThat(row.at("/proof/checkpoint/included").asBoolean()).isTrue();
            assertThat(row.at("/proof/checkpoint/signature").asText()).isEqualTo("good");
            agency.bulkhead().ok("audit", "verify", "acme");
            assertThat(row(client, seq).at("/proof/whole").asText()).isEqualTo("passed");
        }
    }

    private static JsonNode row(ControlClient client, int seq) throws IOException {
        try {
            return client.call("audit.row", acme().put("seq", seq));
        } catch (ControlRefusedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void whoFollowsIsToldOfNewRowsAndOfStartsThatHaveTheirEnd() throws Exception {
        BlockingQueue<JsonNode> items = new LinkedBlockingQueue<>();
        try (ControlClient client = client()) {
            Thread follower = Thread.ofVirtual().start(() -> {
                try {
                    client.call(
                            "audit.index",
                            acme().put("follow", true).put("toolContains", "SEARCH"),
                            List.of(),
                            ControlClient.items(items::add));
                } catch (IOException | ControlRefusedException e) {
                    // The test has what it wanted, and hangs up.
                }
            });
            BitSet rows = new BitSet();
            assertThat(matching(items, rows)).isEqualTo(rows.cardinality());
            int before = rows.cardinality();
            try (HostSession session = agency.host("acme")) {
                session.call("search_files", "query", "a");
            }
            try (ControlClient other = client()) {
                // The start may be told before its end is there, and is then folded into it.
                while (rows.cardinality() != before + 1 || newest(other, rows).equals("tool_call_started")) {
                    matching(items, rows);
                }
                assertThat(newest(other, rows)).isEqualTo("tool_call");
            }
            client.close();
            follower.join(SOON);
        }
    }

    private static String newest(ControlClient client, BitSet rows) throws Exception {
        return page(client, rows).getFirst().path("event_type").asText();
    }

    /** Reads items up to the next summary; returns how many rows it says there are. */
    private static int matching(BlockingQueue<JsonNode> items, BitSet rows) throws InterruptedException {
        while (true) {
            JsonNode item = Objects.requireNonNull(items.poll(SOON.toSeconds(), TimeUnit.SECONDS), "nothing came");
            if (item.has("summary")) {
                return item.at("/summary/matching").asInt();
            }
            BitSet some = new BitSet();
            take(item.has("rows") ? item.path("rows") : item.path("folded"), some);
            if (item.has("rows")) {
                rows.or(some);
            } else {
                rows.andNot(some);
            }
        }
    }

    @Test
    void lookingIsRecordedOnceForOneProgram() throws Exception {
        try (ControlClient client = client()) {
            index(client, acme());
            BitSet reads = index(client, acme().put("type", "audit_read"));
            page(client, reads);
            row(client, 1);
            assertThat(index(client, acme().put("type", "audit_read"))).isEqualTo(reads);
            assertThat(page(client, reads))
                    .filteredOn(row -> row.path("detail").asText().equals("looked through"))
                    .hasSize(1);
        }
    }

    @Test
    void anExportKnowsTheSameFilters() throws Exception {
        try (ControlClient client = client()) {
            List<JsonNode> lines = new ArrayList<>();
            client.call(
                    "audit.export",
                    acme().put("server", "-").put("text", "write success"),
                    List.of(),
                    ControlClient.items(item -> item.path("lines").forEach(lines::add)));
            assertThat(lines).hasSize(1);
            assertThat(lines.getFirst().asText()).contains("\"tool_name\":\"write_file\"");
            assertRefused(client, "audit.export", acme().put("text", "a").put("limit", 3), "leave it out");
        }
    }

    @Test
    void whatIsNoRequestIsRefusedWithAReason() throws Exception {
        try (ControlClient client = client()) {
            ObjectNode globex = ControlClient.JSON.createObjectNode().put("tenant", "globex");
            assertRefused(client, "audit.index", globex, "there is no tenant 'globex'");
            assertRefused(client, "audit.row", globex.put("seq", 1), "there is no tenant 'globex'");
            assertRefused(client, "audit.row", acme().put("seq", 999_999), "has no row 999999");
            assertRefused(client, "audit.index", acme().put("since", "yesterday"), "is no time");
            assertRefused(client, "audit.index", acme().put("zone", "Mars"), "is no time zone");
            assertRefused(client, "audit.index", acme().put("buckets", 0), "1 to 500");
            assertRefused(client, "audit.page", acme(), "1 to 256");
            ObjectNode many = acme();
            ArrayNode seqs = many.putArray("seqs");
            for (int i = 0; i < 257; i++) {
                seqs.add(i);
            }
            assertRefused(client, "audit.page", many, "1 to 256");
        }
    }

    private static void assertRefused(ControlClient client, String command, ObjectNode args, String why) {
        assertThatThrownBy(() -> client.call(command, args))
                .isInstanceOf(ControlRefusedException.class)
                .hasMessageContaining(why);
    }
}
