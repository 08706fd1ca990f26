package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.acceptance.RealHost.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * AI hosts as people install them are connected to a tenant, whichever era its upstream speaks.
 *
 * <p>Long: the hosts are more than a gigabyte to fetch.
 */
@Tag("long")
class RealHostsTest {
    private static Npm hosts;
    private static Npm npm;
    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        npm = Npm.installed();
        hosts = Npm.hosts();
        agency = Agency.signedInTo("legacy", "modern");
        agency.addServer("legacy", "fixture", List.of(), Fixture.LEGACY_ONLY.command(npm));
        agency.addServer("modern", "fixture", List.of(), Fixture.MODERN_ONLY.command(npm));
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @ParameterizedTest
    @EnumSource(RealHost.class)
    void behindUsAHostIsConnectedToServersOfEachEra(RealHost host, @TempDir Path home) throws IOException {
        List<Server> servers = List.of(tenant("legacy"), tenant("modern"));
        assertThat(host.connected(hosts, Files.createDirectories(home.resolve("user")), servers))
                .containsExactlyInAnyOrder("legacy", "modern");
    }

    @ParameterizedTest
    @EnumSource(RealHost.class)
    void whatHostAddWritesConnectsTheHost(RealHost host, @TempDir Path home) throws IOException {
        Path user = Files.createDirectories(home.resolve("user"));
        host.started(user);
        Bulkhead theirs = Bulkhead.as(
                List.of(),
                Map.of("HOME", user.toString()),
                agency.bulkhead().script(),
                agency.bulkhead().home());
        theirs.ok("host", "add", host.id, "--tenant", "legacy");
        theirs.ok("host", "add", host.id, "--tenant", "modern");
        assertThat(host.connected(hosts, user, Set.of("bulkhead-legacy", "bulkhead-modern")))
                .containsExactlyInAnyOrder("bulkhead-legacy", "bulkhead-modern");
    }

    /** As a host is configured: the command, and what it needs beside what hosts pass on. */
    private static Server tenant(String tenant) {
        HostSession.Start start = agency.bulkhead().host(tenant).asChildOfThisProcess();
        Map<String, String> environment = new HashMap<>(start.environment());
        environment.keySet().retainAll(Set.of("BULKHEAD_HOME", "BULKHEAD_APP", "JAVA_HOME"));
        return new Server(tenant, start.command(), environment);
    }

    /** The twin: without us, hosts of one era do not get on with servers of the other. */
    @ParameterizedTest
    @EnumSource(RealHost.class)
    void withoutUsAHostIsConnectedToServersOfItsOwnEraAlone(RealHost host, @TempDir Path home) throws IOException {
        List<Server> servers = List.of(
                new Server("legacy", Fixture.LEGACY_ONLY.command(npm), Map.of()),
                new Server("modern", Fixture.MODERN_ONLY.command(npm), Map.of()));
        assertThat(host.connected(hosts, Files.createDirectories(home.resolve("user")), servers))
                .containsExactlyInAnyOrder(
                        host == RealHost.CLAUDE_CODE ? new String[] {"legacy", "modern"} : new String[] {"legacy"});
    }
}
