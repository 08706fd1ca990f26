package dev.bulkhead.tenantserver.pipe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.tenantserver.testing.Child;
import dev.bulkhead.tenantserver.testing.FramedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real child over real pipes. */
@Timeout(60)
class PipeTest {
    @TempDir
    private static Path workspace;

    private static FramedServer server;

    @BeforeAll
    static void start() throws Exception {
        server = FramedServer.bound(workspace);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        server.close();
    }

    @Test
    void itServesOnceItIsBound() throws Exception {
        try (FramedServer fresh = new FramedServer()) {
            JsonNode ready = fresh.bind(workspace);
            assertThat(ready.path("capabilities").toString())
                    .isEqualTo("{\"tools\":{\"listChanged\":true},\"logging\":{}}");
            assertThat(ready.path("tools")).hasSize(5);
            int lane = fresh.open("acme/", "['*']");
            fresh.send(
                    lane, "{'jsonrpc':'2.0','id':'a','method':'initialize','params':{'protocolVersion':'2025-06-18'}}");
            assertThat(fresh.answer(lane)
                            .path("result")
                            .path("serverInfo")
                            .path("name")
                            .asText())
                    .isEqualTo("bulkhead-acme");
            fresh.process().getOutputStream().close();
            assertThat(Child.exitCode(fresh.process())).isZero();
        }
    }

    @Test
    void whatIsNoFrameEndsIt() throws Exception {
        for (String garbage : List.of("hello\n", "1 0\n", "1 99999\n", "0 6\nhello\n", "1 3\nab", "01 -1\n")) {
            Process process = Child.start();
            process.getOutputStream().write(garbage.getBytes(UTF_8));
            process.getOutputStream().close();
            assertThat(Child.exitCode(process)).as(garbage).isEqualTo(1);
        }
    }

    @Test
    void lanesKnowTheirOwnSessionAlone() throws Exception {
        Files.createDirectories(workspace.resolve("reports"));
        Files.writeString(workspace.resolve("beside.txt"), "beside");
        int wide = server.initialized();
        int narrow = server.open("acme/reports/", "['read_file','workspace_status']");
        server.send(narrow, "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'protocolVersion':'2025-11-25'}}");
        server.answer(narrow);
        assertThat(server.call(wide, "read_file", "{'path':'beside.txt'}").has("isError"))
                .isFalse();
        assertThat(server.call(narrow, "read_file", "{'path':'beside.txt'}")
                        .path("isError")
                        .asBoolean())
                .isTrue();
        assertThat(server.call(narrow, "workspace_status", "{}")
                        .path("structuredContent")
                        .path("session")
                        .asText())
                .isEqualTo("s-" + narrow);
        server.send(narrow, "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'list_files'}}");
        assertThat(server.answer(narrow).path("error").path("message").asText())
                .isEqualTo("tenant 'acme' is not authorised to call 'list_files'");
    }

    @Test
    void aRotationIsToldAndHolds() throws Exception {
        int lane = server.initialized();
        server.control("{'type':'rotate','lane':" + lane + ",'tools':['read_file'],'expires':1750001800}");
        assertThat(server.answer(lane).path("method").asText()).isEqualTo("notifications/tools/list_changed");
        server.send(lane, "{'jsonrpc':'2.0','id':1,'method':'tools/list'}");
        assertThat(server.answer(lane).path("result").path("tools")).hasSize(1);
        server.control(
                "{'type':'rotate','lane':" + lane + ",'tools':['read_*','workspace_status'],'expires':1750009999}");
        assertThat(server.answer(lane).path("method").asText()).isEqualTo("notifications/tools/list_changed");
        assertThat(server.call(lane, "workspace_status", "{}")
                        .path("structuredContent")
                        .path("expires")
                        .asText())
                .isEqualTo("2025-06-15T17:53:19Z");
    }

    @Test
    void aClosedLaneIsSaidToBeClosedAndOthersGoOn() throws Exception {
        int lane = server.initialized();
        int other = server.initialized();
        server.control("{'type':'close','lane':" + lane + "}");
        assertThat(server.controlAnswer("closed").path("lane").asInt()).isEqualTo(lane);
        server.send(lane, "{'jsonrpc':'2.0','id':1,'method':'ping'}");
        server.send(other, "{'jsonrpc':'2.0','id':2,'method':'ping'}");
        assertThat(server.answer(other).path("id").asInt()).isEqualTo(2);
        assertThat(server.lineNow(lane)).isNull();
    }

    @Test
    void aControlMessageOfTheFutureIsPassedOver() throws Exception {
        int lane = server.initialized();
        server.control("{'type':'tomorrow','lane':" + lane + ",'more':{'x':[1]}}");
        assertThat(server.controlAnswer("log").path("level").asText()).isEqualTo("warning");
        server.send(lane, "{'jsonrpc':'2.0','id':2,'method':'ping'}");
        assertThat(server.answer(lane).has("result")).isTrue();
    }

    @Test
    void aLineMayBeCutAnywhereAndManyMayShareAFrame() throws Exception {
        int lane = server.initialized();
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":\"ü😀\",\"method\":\"ping\"}\r\n";
        byte[] bytes = ping.getBytes(UTF_8);
        for (byte b : bytes) {
            server.raw(lane, new byte[] {b});
        }
        assertThat(server.answer(lane).path("id").asText()).isEqualTo("ü😀");
        server.raw(lane, ping.repeat(50));
        for (int i = 0; i < 50; i++) {
            assertThat(server.answer(lane).path("id").asText()).isEqualTo("ü😀");
        }
    }

    @Test
    void everyCallOfManyLanesIsAnsweredOnItsOwn() throws Exception {
        List<Integer> lanes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            lanes.add(server.initialized());
            Files.writeString(workspace.resolve("of-" + lanes.get(i)), "content of " + lanes.get(i));
        }
        int calls = 100;
        for (int call = 0; call < calls; call++) {
            for (int lane : lanes) {
                server.send(
                        lane,
                        "{'jsonrpc':'2.0','id':'" + lane + "-" + call
                                + "','method':'tools/call','params':{'name':'read_file','arguments':{'path':'of-" + lane
                                + "'}}}");
            }
        }
        for (int lane : lanes) {
            List<String> ids = new ArrayList<>();
            for (int call = 0; call < calls; call++) {
                JsonNode answer = server.answer(lane);
                ids.add(answer.path("id").asText());
                assertThat(answer.path("result")
                                .path("structuredContent")
                                .path("content")
                                .asText())
                        .isEqualTo("content of " + lane);
            }
            assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.startsWith(lane + "-"));
        }
    }

    @Test
    void aLongSearchStopsNeitherAPingNorItsCancellation() throws Exception {
        Path slow = Files.createDirectories(workspace.resolve("slow"));
        Path file = slow.resolve("0");
        Files.writeString(file, "nothing to be found in this line\n".repeat(300_000));
        for (int i = 1; i < 2000; i++) {
            Files.createLink(slow.resolve(Integer.toString(i)), file);
        }
        int lane = server.initialized();
        String search = "{'jsonrpc':'2.0','id':'s%d','method':'tools/call','params':{'name':'search_files',"
                + "'arguments':{'query':'needle','path':'slow'}}}";
        for (int i = 0; i < 6; i++) {
            server.send(lane, search.formatted(i));
        }
        server.send(lane, "{'jsonrpc':'2.0','id':'p','method':'ping'}");
        assertThat(server.answer(lane).path("id").asText()).isEqualTo("p");
        for (int i = 0; i < 6; i++) {
            server.send(
                    lane,
                    "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':'\\u0073" + i + "'}}");
        }
        assertThat(server.call(lane, "list_files", "{'path':'nosuch'}")
                        .path("isError")
                        .asBoolean())
                .isTrue();
        server.send(lane, "{'jsonrpc':'2.0','id':'s0','method':'ping'}");
        assertThat(server.answer(lane).path("result").isEmpty()).isTrue();
        assertThat(server.lineNow(lane)).isNull();
    }

    @Test
    void foldersMayBeNestedDeeperThanAWalkGoes() throws Exception {
        Path deep = workspace.resolve("deep");
        Files.createDirectories(deep.resolve("d/".repeat(300)));
        int lane = server.initialized();
        JsonNode listed = server.call(lane, "list_files", "{'path':'deep','recursive':true}")
                .path("structuredContent");
        assertThat(listed.path("truncated").asBoolean()).isTrue();
        assertThat(listed.path("entries").size()).isGreaterThan(90);
        JsonNode below = server.call(lane, "list_files", "{'path':'deep/" + "d/".repeat(299) + "','recursive':true}");
        assertThat(below.path("structuredContent").path("entries")).hasSize(1);
    }

    @Test
    void anIdThatIsInFlightCannotBeUsedAgain() throws Exception {
        Path slow = Files.createDirectories(workspace.resolve("slow-id"));
        Files.writeString(slow.resolve("0"), "nothing to be found in this line\n".repeat(300_000));
        for (int i = 1; i < 1000; i++) {
            Files.createLink(slow.resolve(Integer.toString(i)), slow.resolve("0"));
        }
        int lane = server.initialized();
        String call = "{'jsonrpc':'2.0','id':5,'method':'tools/call','params':{'name':'search_files',"
                + "'arguments':{'query':'needle','path':'slow-id'}}}";
        server.send(lane, call);
        server.send(lane, call);
        assertThat(server.answer(lane).path("error").path("code").asInt()).isEqualTo(-32600);
        server.send(lane, "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':5}}");
        server.control("{'type':'close','lane':" + lane + "}");
        assertThat(server.controlAnswer("closed").path("lane").asInt()).isEqualTo(lane);
    }

    @Test
    void noSecretLeavesTheProcess() throws IOException, Exception {
        int lane = server.initialized();
        String status = server.call(lane, "workspace_status", "{}").toString();
        assertThat(status)
                .contains("github")
                .contains("crm")
                .doesNotContain("sesame")
                .doesNotContain("c2VzYW1l");
    }
}
