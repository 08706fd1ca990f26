package dev.bulkhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.cli.TenantsAtRest.Tenant;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While no supervisor runs, the disk says who is halted, as the supervisor would. */
class TenantsAtRestTest {
    @TempDir
    Path folder;

    private BulkheadHome home;

    @BeforeEach
    void twoTenants() throws IOException {
        home = BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.toString()));
        Files.createDirectories(home.state().resolve("settings"));
        Files.createDirectories(home.settingsFolder());
        settings("globex", "version: 1\ntenant: globex\nname: Globex\n");
        settings("acme", "version: 1\ntenant: acme\nsandbox: { profile: network } # not strict\n");
    }

    private void settings(String tenant, String text) throws IOException {
        Files.writeString(home.state().resolve("settings").resolve(tenant + ".yaml"), text);
    }

    private void halts(String text) throws IOException {
        Files.writeString(home.state().resolve("halts.json"), text);
    }

    private static Tenant tenant(String id, boolean halted, String profile) {
        return new Tenant(new TenantId(id), halted, profile);
    }

    @Test
    void whoIsHaltedIsAndTheOthersAreNot() throws Exception {
        assertThat(new TenantsAtRest(home).all())
                .containsExactly(tenant("acme", false, "network"), tenant("globex", false, "strict"));
        halts("{\"v\":1,\"halted\":{\"acme\":\"2026-11-20T10:00:00Z\"}}");
        assertThat(new TenantsAtRest(home).all())
                .containsExactly(tenant("acme", true, "network"), tenant("globex", false, "strict"));
    }

    @Test
    void whereTheRecordCannotBeReadEverybodyIsHaltedButWhoWasResumedSince() throws Exception {
        for (String lost : new String[] {"{\"v\":1,\"halted\":{\"ac", "{\"v\":2}", ""}) {
            halts(lost);
            assertThat(new TenantsAtRest(home).all()).allMatch(Tenant::isHalted);
        }
        halts("{\"v\":1,\"halted\":{},\"all\":true,\"except\":[\"acme\"]}");
        assertThat(new TenantsAtRest(home).all())
                .containsExactly(tenant("acme", false, "network"), tenant("globex", true, "strict"));
    }

    @Test
    void aFileThatNobodyConfirmedIsNoTenantAndWhatCannotBeReadHasNoProfile() throws Exception {
        Files.writeString(home.settings(new TenantId("wish")), "version: 1\ntenant: wish\n");
        settings("globex", "sandbox: [");
        assertThat(new TenantsAtRest(home).all())
                .containsExactly(tenant("acme", false, "network"), tenant("globex", false, ""));
    }
}
