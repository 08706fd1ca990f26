package dev.bulkhead.tenantserver.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.frame.Frames;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.testing.FramedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Credit and the longest line, over real pipes. */
@Timeout(60)
class BoundsTest {
    @TempDir
    private Path workspace;

    private FramedServer server;

    @BeforeEach
    void start() throws Exception {
        server = FramedServer.bound(workspace);
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.close();
    }

    private void ping(int lane) throws Exception {
        server.send(lane, "{'jsonrpc':'2.0','id':'ping','method':'ping'}");
        assertThat(server.answer(lane).path("id").asText()).isEqualTo("ping");
    }

    @Test
    void aLaneWithoutCreditWaitsAlone() throws Exception {
        int size = 3 * 1024 * 1024;
        Files.writeString(workspace.resolve("large"), "x".repeat(size));
        int stuck = server.initialized();
        int free = server.initialized();
        int before = server.received(stuck);
        server.withholdCredit(stuck);
        server.send(
                stuck,
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'read_file','arguments':{'path':'large'}}}");
        // The initialize answer was granted back; then the whole first credit, and not a byte more.
        await(() -> server.received(stuck) - before == Frames.INITIAL_CREDIT);
        for (int i = 0; i < 20; i++) {
            ping(free);
            assertThat(server.call(free, "read_file", "{'path':'large'}")
                            .path("structuredContent")
                            .path("size")
                            .asInt())
                    .isEqualTo(size);
        }
        assertThat(server.received(stuck) - before).isEqualTo(Frames.INITIAL_CREDIT);
        assertThat(server.lineNow(stuck)).isNull();

        server.grant(stuck, 100 * 1024 * 1024);
        JsonNode result = server.answer(stuck).path("result");
        assertThat(result.path("structuredContent").path("content").asText()).hasSize(size);
        ping(stuck);
    }

    @Test
    void aLaneThatWaitsForCreditCanBeClosed() throws Exception {
        Files.writeString(workspace.resolve("large"), "x".repeat(3 * 1024 * 1024));
        int stuck = server.initialized();
        int before = server.received(stuck);
        server.withholdCredit(stuck);
        server.send(
                stuck,
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'read_file','arguments':{'path':'large'}}}");
        await(() -> server.received(stuck) - before == Frames.INITIAL_CREDIT);
        server.control("{'type':'close','lane':" + stuck + "}");
        assertThat(server.controlAnswer("closed").path("lane").asInt()).isEqualTo(stuck);
        ping(server.initialized());
    }

    @Test
    void whatIsTakenOffALaneIsGrantedInLargeAmounts() throws Exception {
        int lane = server.initialized();
        int sent = Frames.INITIAL_CREDIT / 4 * 3;
        server.raw(lane, " ".repeat(sent) + "\n");
        ping(lane);
        long granted = 0;
        while (granted <= sent - 256 * 1024) {
            JsonNode credit = server.controlAnswer("credit");
            assertThat(credit.path("lane").asInt()).isEqualTo(lane);
            assertThat(credit.path("bytes").asInt()).isGreaterThanOrEqualTo(256 * 1024);
            granted += credit.path("bytes").asLong();
        }
        assertThat(granted).isLessThanOrEqualTo(Frames.INITIAL_CREDIT);
    }

    @Test
    void whoSendsMuchMoreThanItsCreditLosesItsLaneAlone() throws Exception {
        Files.writeString(workspace.resolve("large"), "x".repeat(3 * 1024 * 1024));
        int other = server.initialized();
        int lane = server.initialized();
        server.withholdCredit(lane);
        String call =
                "{'jsonrpc':'2.0','id':%d,'method':'tools/call','params':{'name':'read_file','arguments':{'path':'large'}}}";
        for (int i = 0; i < 6; i++) {
            server.send(lane, call.formatted(i));
        }
        // Once all threads of the lane wait for credit to answer, nobody reads, and what comes is not granted any more.
        String line = server.lineNow(0);
        while (line == null || !line.contains("\"closed\"")) {
            server.raw(lane, " ".repeat(Frames.MAX_PAYLOAD));
            line = server.lineNow(0);
        }
        assertThat(line).contains("\"lane\":" + lane);
        ping(other);
    }

    @Test
    void theLongestLineIsServedAndALongerOneLeavesTheLaneUsable() throws Exception {
        int lane = server.initialized();
        String start = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"write_file\","
                + "\"arguments\":{\"path\":\"big\",\"content\":\"";
        String end = "\"}}}";
        int content = Json.MAX_LINE - start.length() - end.length();
        sendSlowly(lane, start + "x".repeat(content) + end + "\n");
        assertThat(server.answer(lane)
                        .path("result")
                        .path("structuredContent")
                        .path("size")
                        .asInt())
                .isEqualTo(content);
        assertThat(Files.size(workspace.resolve("big"))).isEqualTo(content);

        sendSlowly(lane, start + "x".repeat(content + 1) + end + "\n");
        JsonNode refused = server.answer(lane);
        assertThat(refused.path("id").isNull()).isTrue();
        assertThat(refused.path("error").path("code").asInt()).isEqualTo(-32600);
        ping(lane);
    }

    /** As much as there is credit for, then as much as is granted. */
    private void sendSlowly(int lane, String text) throws Exception {
        int at = 0;
        long credit = Frames.INITIAL_CREDIT / 2;
        while (at < text.length()) {
            while (credit <= 0) {
                JsonNode granted = server.controlAnswer("credit");
                credit += granted.path("bytes").asLong();
            }
            int part = (int) Math.min(credit, Math.min(Frames.MAX_PAYLOAD, text.length() - at));
            server.raw(lane, text.substring(at, at + part));
            at += part;
            credit -= part;
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come about in time");
            }
            Thread.sleep(2);
        }
    }
}
