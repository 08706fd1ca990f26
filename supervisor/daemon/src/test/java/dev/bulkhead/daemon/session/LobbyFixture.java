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
import dev.bulkhead.daemon.tenant.SettingsStore;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.token.ExpiryClock;
import dev.bulkhead.daemon.token.TokenAuthority;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One tenant that nobody is signed in to, and hosts of it over real sockets. */
@Timeout(60)
abstract class LobbyFixture {
    static final TenantId ACME = new TenantId("acme");
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String MODERN =
            "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}";

    @TempDir
    Path folder;

    final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    volatile boolean auditBroken;
    TokenAuthority authority;
    SettingsStore settings;
    RunningTenants tenants;
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

    final Host connect(String token) throws Exception {
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

    record Host(SocketChannel channel, BufferedReader answers) {
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

    static String initialize(String revision) {
        return "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + revision
                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"h\",\"version\":\"1\"}}}";
    }
}
