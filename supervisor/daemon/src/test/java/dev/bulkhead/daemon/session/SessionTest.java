package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.daemon.approval.Approvals;
import dev.bulkhead.daemon.approval.CallConsents;
import dev.bulkhead.daemon.approval.Executables;
import dev.bulkhead.daemon.approval.Hosts;
import dev.bulkhead.daemon.approval.KnownHosts;
import dev.bulkhead.daemon.egress.DesktopTrust;
import dev.bulkhead.daemon.egress.EgressLimits;
import dev.bulkhead.daemon.egress.EgressProxy;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.signin.Halts;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResourcePrefix;
import dev.bulkhead.daemon.tenant.SettingsStore;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.daemon.testing.Await;
import dev.bulkhead.daemon.token.ExpiryClock;
import dev.bulkhead.daemon.token.IssuedToken;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.daemon.token.TokenRequest;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.local.Application;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over real sockets, of a tenant that nobody is signed in to. */
@Timeout(60)
class SessionTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODERN =
            "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}";

    @TempDir
    Path folder;

    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private volatile boolean auditBroken;
    private TokenAuthority authority;
    private SettingsStore settings;
    private RunningTenants tenants;
    private Sessions sessions;
    private final List<Host> hosts = new CopyOnWriteArrayList<>();

    @BeforeEach
    void aTenant() throws Exception {
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        BulkheadHome home =
                BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.resolve("home").toString()));
        home.create();
        EventSink sink = this::record;
        settings = new SettingsStore(home, folder.resolve("user"), sink, clock);
        settings.load();
        settings.add(TenantSettings.defaults(ACME, "Acme"));
        ExpiryClock expiry = new ExpiryClock(clock, System::nanoTime);
        authority = new TokenAuthority(expiry, random);
        EgressProxy egress =
                new EgressProxy(home, sink, clock, random, EgressLimits.DEFAULT, DesktopTrust.ofThisDesktop());
        TenantServers servers = new TenantServers(
                home, folder.resolve("user"), new Application(folder), egress, sink, clock, random, "1");
        Approvals approvals = new Approvals(sink, clock, System::nanoTime, random);
        tenants = new RunningTenants(
                home,
                settings,
                servers,
                authority,
                approvals,
                new CallConsents(System::nanoTime),
                new Halts(home.state()),
                tenant -> Optional.empty(),
                random);
        Hosts hosts = new Hosts(new Hosts.Parts(
                settings::current,
                tenant -> Optional.empty(),
                new KnownHosts(
                        home.state().resolve("known-hosts.json"), (tenant, bytes) -> Optional.empty(), clock, random),
                approvals,
                new Executables(),
                sink,
                clock,
                System::nanoTime));
        sessions = new Sessions(
                tenants, new ActiveWorkspace(home, tenants), authority, expiry, sink, clock, random, "1", hosts);
    }

    @AfterEach
    void close() throws IOException {
        for (Host host : hosts) {
            host.channel().close();
        }
        tenants.close();
    }

    private void record(AuditEvent event) throws IOException {
        if (auditBroken) {
            throw new IOException("the disk is full");
        }
        events.add(event);
    }

    private Host connect(String token) throws Exception {
        Path socket = Files.createTempDirectory("bh").resolve("s");
        SocketChannel channel;
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            SocketChannel accepted = server.accept();
            Peer peer = Peer.of(ProcessHandle.current().pid());
            Thread.ofVirtual().start(() -> {
                try (accepted) {
                    sessions.serve(new Arrival(accepted, peer, false), "acme", token);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(Objects.requireNonNull(socket.getParent()));
        }
        Host host = new Host(
                channel,
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8)));
        hosts.add(host);
        assertThat(host.answers().readLine()).isEqualTo("ok");
        return host;
    }

    private record Host(SocketChannel channel, BufferedReader answers) {
        void send(String line) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        JsonNode answer() throws IOException {
            return JSON.readTree(answers.readLine());
        }
    }

    @Test
    void aLineThatParsersCouldReadDifferentlyIsRefusedAndTheSessionGoesOn() throws Exception {
        Host host = connect("");
        for (String params : List.of(
                "{\"_meta\":{\"a\":1,\"\\u0061\":2}}",
                "{\"_meta\":{" + MODERN
                        + "},\"notifications\":{\"toolsListChanged\":true,\"toolsListChanged\":false}}")) {
            host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\",\"params\":" + params + "}");
            assertThat(host.answer().at("/error/code").asInt()).isEqualTo(-32600);
        }
        host.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}");
        assertThat(host.answer().has("result")).isTrue();
        assertThat(events)
                .filteredOn(e -> e.type() == EventType.MESSAGE_REFUSED)
                .hasSize(2);
    }

    @Test
    void aHostThatAsksFarAheadIsAnsweredWhole() throws Exception {
        Host host = connect("");
        int asked = 20_000;
        Thread.ofVirtual().start(() -> {
            try {
                host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n"
                        .repeat(asked)
                        .trim());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        for (int i = 0; i < asked; i++) {
            assertThat(host.answers().readLine()).contains("\"result\"");
        }
    }

    @Test
    void aHostHearsOfEachListThatItWasToldItWouldHearOf() throws Exception {
        settings.change(
                TenantSettings.defaults(ACME, "Acme")
                        .withUpstreams(new TreeMap<>(
                                Map.of("crm", new UpstreamSettings.Stdio("node", List.of(), new TreeMap<>())))),
                "a server");
        Host host = connect("");
        host.send(initialize("2025-11-25"));
        assertThat(host.answer().at("/result/capabilities/prompts/listChanged").asBoolean())
                .isTrue();
        host.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        asked(
                host,
                "subscriptions/listen",
                "\"_meta\":{" + MODERN + "},\"notifications\":{\"promptsListChanged\":true}");
        tenants.find(ACME).orElseThrow().sessions().forEach(Session::listsChanged);
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            JsonNode said = host.answer();
            told.add(said.get("method").asText() + (said.has("params") ? " of a subscription" : ""));
        }
        assertThat(told)
                .containsExactly(
                        "notifications/tools/list_changed",
                        "notifications/prompts/list_changed",
                        "notifications/prompts/list_changed of a subscription",
                        "notifications/resources/list_changed");
    }

    @Test
    void whatTheLobbyCannotAnswerSaysWhatToDo() throws Exception {
        Host host = connect("");
        for (String method : List.of("resources/read", "prompts/get", "completion/complete")) {
            for (String meta : List.of("", "\"_meta\":{" + MODERN + "}")) {
                assertSignedOut(asked(host, method, meta));
            }
        }
        for (String method : List.of("resources/subscribe", "resources/unsubscribe")) {
            assertSignedOut(asked(host, method, ""));
        }
        for (String method : List.of("resources/subscribe", "resources/unsubscribe", "logging/setLevel", "nosuch")) {
            assertThat(asked(host, method, "\"_meta\":{" + MODERN + "}")
                            .at("/error/code")
                            .asInt())
                    .as(method)
                    .isEqualTo(-32601);
        }
        assertThat(events)
                .filteredOn(e -> e.type() == EventType.MESSAGE_REFUSED)
                .hasSize(8);
    }

    private static void assertSignedOut(JsonNode answer) {
        assertThat(answer.at("/error/code").asInt()).isEqualTo(-31002);
        assertThat(answer.at("/error/message").asText()).contains("bulkhead sign-in acme");
    }

    private static JsonNode asked(Host host, String method, String params) throws IOException {
        host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}");
        return host.answer();
    }

    @Test
    void aLogLevelThatIsNoneIsRefused() throws Exception {
        Host host = connect("");
        for (String params : List.of("", "\"level\":\"loud\"", "\"level\":3")) {
            assertThat(asked(host, "logging/setLevel", params).at("/error/code").asInt())
                    .isEqualTo(-32602);
        }
        assertThat(asked(host, "logging/setLevel", "\"level\":\"error\"").has("result"))
                .isTrue();
    }

    @Test
    void anInitializeThatNoTenantServerWouldTakeIsRefused() throws Exception {
        Host host = connect("");
        for (String params : List.of(
                "",
                "\"protocolVersion\":20250618",
                "\"protocolVersion\":\"2025-06-18\",\"capabilities\":[]",
                "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"roots\":{\"a\":[{\"b\":1,\"\\u0062\":2}]}}")) {
            assertThat(asked(host, "initialize", params).at("/error/code").asInt())
                    .as(params)
                    .isEqualTo(-32602);
        }
        String good =
                "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"roots\":{\"a\":[\"a\",{\"a\":\"a\"}]},\"a\":{}}";
        assertThat(asked(host, "initialize", good).at("/result/protocolVersion").asText())
                .isEqualTo("2025-06-18");
    }

    @Test
    void aBatchOfTheOneRevisionThatHasThemIsAnsweredAsOne() throws Exception {
        Host host = connect("");
        host.send(initialize("2025-03-26"));
        host.answer();
        host.send("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"},"
                + "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"tools/call\",\"params\":{\"name\":\"read_file\"}}]");
        JsonNode answers = host.answer();
        assertThat(answers.isArray()).isTrue();
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).get("id").isInt()).isTrue();
        assertThat(answers.get(1).at("/error/code").asInt()).isEqualTo(-31002);
        assertThat(events).filteredOn(e -> e.type() == EventType.TOOL_CALL).hasSize(1);
    }

    @Test
    void aBatchThatCannotBeAnsweredAsOneIsRefusedWhole() throws Exception {
        Host host = connect("");
        host.send(initialize("2025-03-26"));
        host.answer();
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        for (String batch :
                List.of("[]", "[ ] ", "[" + ping + "," + ping + "]", "[" + initialize("2025-03-26") + "]")) {
            host.send(batch);
            assertThat(host.answer().at("/error/code").asInt()).isEqualTo(-32600);
        }
        host.send(ping);
        assertThat(host.answer().has("result")).isTrue();
    }

    @Test
    void whatIsNoMessageInABatchIsAnsweredAmongTheOthersAnswers() throws Exception {
        Host host = connect("");
        host.send(initialize("2025-03-26"));
        host.answer();
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        host.send(" [1, [] ," + ping + ",{\"jsonrpc\":\"1.0\",\"id\":2,\"method\":\"ping\"} ] ");
        JsonNode answers = host.answer();
        assertThat(answers).hasSize(4);
        assertThat(answers.get(0).get("id").isNull()).isTrue();
        assertThat(answers.get(0).at("/error/code").asInt()).isEqualTo(-32600);
        assertThat(answers.get(1).at("/error/code").asInt()).isEqualTo(-32600);
        assertThat(answers.get(2).get("id").asInt()).isEqualTo(2);
        assertThat(answers.get(3).has("result")).isTrue();
        host.send("[1]");
        assertThat(host.answer()).hasSize(1);
        assertThat(events)
                .filteredOn(e -> e.type() == EventType.MESSAGE_REFUSED)
                .hasSize(4);
    }

    @Test
    void aBatchOverItsBoundIsRefusedAndTheSessionGoesOn() throws Exception {
        Host host = connect("");
        host.send(initialize("2025-03-26"));
        host.answer();
        for (int size : List.of(1025, 10_001)) {
            host.send("[" + "1,".repeat(size - 1) + "1]");
            JsonNode refused = host.answer();
            assertThat(refused.at("/error/code").asInt()).isEqualTo(-32600);
            assertThat(refused.at("/error/message").asText()).contains("1 to 1024");
        }
        host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
        assertThat(host.answer().has("result")).isTrue();
    }

    @Test
    void aBatchOfAnyOtherRevisionIsRefused() throws Exception {
        Host host = connect("");
        host.send(initialize("2025-06-18"));
        host.answer();
        host.send("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]");
        assertThat(host.answer().at("/error/code").asInt()).isEqualTo(-32600);
    }

    @Test
    void aSubscriptionInTheLobbyIsAcknowledgedForWhatTheTenantServes() throws Exception {
        Host host = connect("");
        host.send("{\"jsonrpc\":\"2.0\",\"id\":\"l\",\"method\":\"subscriptions/listen\",\"params\":{\"_meta\":{"
                + MODERN + "},\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true}}}");
        JsonNode acknowledged = host.answer();
        assertThat(acknowledged.get("method").asText()).isEqualTo("notifications/subscriptions/acknowledged");
        assertThat(acknowledged
                        .at("/params/_meta/io.modelcontextprotocol~1subscriptionId")
                        .asText())
                .isEqualTo("l");
        assertThat(acknowledged.at("/params/notifications").toString()).isEqualTo("{\"toolsListChanged\":true}");
    }

    private static String initialize(String revision) {
        return "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + revision
                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"h\",\"version\":\"1\"}}}";
    }

    @Test
    void aCallThatCannotBeRecordedIsAnsweredAndTheSessionGoesOn() throws Exception {
        Host host = connect("");
        host.send("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}");
        host.answer();
        auditBroken = true;
        host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read_file\"}}");
        assertThat(host.answer().at("/error/code").asInt()).isEqualTo(-31005);
        auditBroken = false;
        host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read_file\"}}");
        assertThat(host.answer().at("/error/code").asInt()).isEqualTo(-31002);
    }

    @Test
    void aSessionWhoseTokenIsRevokedHearsWhyBeforeItEnds() throws Exception {
        authority.unlock(ACME);
        IssuedToken token = authority.issue(new TokenRequest(
                ACME,
                "consultant@acme",
                List.of(new ToolPattern("*")),
                ResourcePrefix.WHOLE,
                Duration.ofMinutes(30),
                TokenRequest.Purpose.ISSUED));
        Host host = connect(token.compact());
        authority.revoke(ACME, token.claims().jti());
        host.send("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/list\"}");
        assertThat(host.answer().at("/error/message").asText()).contains("revoked");
        assertThat(host.answers().readLine()).isNull();
        Await.until(
                "it is over", () -> tenants.find(ACME).orElseThrow().sessions().isEmpty());
        assertThat(events.getLast().type()).isEqualTo(EventType.CONNECTION_CLOSED);
        assertThat(events.getLast().detail()).contains("revoked");
    }
}
