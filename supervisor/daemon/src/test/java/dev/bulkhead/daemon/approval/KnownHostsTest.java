package dev.bulkhead.daemon.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.audit.ArgsHash;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownHostsTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");
    private static final HostIdentity HOST = identity("/opt/host", "a");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    Path folder;

    private final Map<TenantId, ArgsHash> keys = new HashMap<>(Map.of(ACME, key('a'), GLOBEX, key('g')));

    private static ArgsHash key(char fill) {
        return new ArgsHash(SecretBytes.takeOver(String.valueOf(fill).repeat(32).getBytes(StandardCharsets.UTF_8)));
    }

    private static HostIdentity identity(String path, String hex) {
        return new HostIdentity(path, hex.repeat(64), "", "");
    }

    private Path file() {
        return folder.resolve("known-hosts.json");
    }

    private KnownHosts restarted() {
        return new KnownHosts(
                file(),
                (tenant, bytes) -> Optional.ofNullable(keys.get(tenant)).map(key -> key.of(bytes, 0, bytes.length)),
                () -> NOW,
                new Random(1));
    }

    private static void keep(KnownHosts known) throws IOException {
        known.add(ACME, HOST, KnownHost.Lasting.ALWAYS, List.of(new ToolPattern("read_*")), "1 /bin/sh");
    }

    @Test
    void whatIsKeptIsKnownAfterARestartForItsTenantAlone() throws Exception {
        keep(restarted());
        KnownHosts known = restarted();
        assertThat(known.find(ACME, HOST).orElseThrow().tools()).containsExactly(new ToolPattern("read_*"));
        assertThat(known.find(GLOBEX, HOST)).isEmpty();
        assertThat(known.find(ACME, identity("/opt/other", "a"))).isEmpty();
        assertThat(known.find(ACME, identity("/opt/host", "b"))).isEmpty();
        assertThat(known.before(ACME, identity("/opt/host", "b"))).isPresent();
        assertThat(known.before(ACME, identity("/opt/other", "a"))).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void nothingIsKnownWhileNobodyIsSignedIn() throws Exception {
        keep(restarted());
        KnownHosts known = restarted();
        ArgsHash key = keys.remove(ACME);
        assertThat(known.find(ACME, HOST)).isEmpty();
        assertThat(known.dropForged(ACME)).isEmpty();
        assertThatThrownBy(() -> keep(known)).isInstanceOf(IOException.class);
        keys.put(ACME, key);
        assertThat(known.find(ACME, HOST)).isPresent();
    }

    @Test
    void anEntryThatSomebodyElseWroteIsNotKnownAndIsTakenOut() throws Exception {
        keep(restarted());
        String written = Files.readString(file());
        for (String[] forgery : new String[][] {
            {"\"acme\"", "\"globex\""},
            {"/opt/host", "/opt/mine"},
            {"a".repeat(64), "b".repeat(64)},
            {"read_*", "*"},
            {"\"1 /bin/sh\"", "\"1 /bin/bash\""}
        }) {
            assertThat(written).contains(forgery[0]);
            Files.writeString(file(), written.replace(forgery[0], forgery[1]));
            KnownHosts known = restarted();
            for (TenantId tenant : List.of(ACME, GLOBEX)) {
                for (KnownHost entry : known.of(tenant)) {
                    assertThat(known.find(tenant, entry.identity()))
                            .as(forgery[1])
                            .isEmpty();
                    assertThat(known.dropForged(tenant)).as(forgery[1]).containsExactly(entry);
                    assertThat(restarted().of(tenant)).as(forgery[1]).isEmpty();
                }
            }
        }
        Files.writeString(file(), written);
        assertThat(restarted().find(ACME, HOST)).isPresent();
    }

    @Test
    void whatIsWrittenIntoTheFileWhileWeRunIsNeverLookedAt() throws Exception {
        KnownHosts known = restarted();
        keep(known);
        KnownHost host = known.find(ACME, HOST).orElseThrow();
        String written = Files.readString(file());
        known.remove(host);
        Files.writeString(file(), written);
        assertThat(known.find(ACME, HOST)).isEmpty();
        known.add(GLOBEX, HOST, KnownHost.Lasting.ALWAYS, List.of(), "1 /bin/sh");
        assertThat(restarted().find(ACME, HOST)).isEmpty();
        assertThat(restarted().find(GLOBEX, HOST)).isPresent();
    }

    @Test
    void aDamagedFileMeansThatNoHostIsKnownAndIsKeptAside() throws Exception {
        keep(restarted());
        String written = Files.readString(file());
        for (String damaged : List.of(
                written.substring(0, written.length() / 2),
                "",
                written.replace("\"version\" : 1", "\"version\" : 2"),
                written.replace("a".repeat(64), "a".repeat(63)))) {
            Files.writeString(file(), damaged);
            assertThat(restarted().find(ACME, HOST)).as(damaged).isEmpty();
            assertThat(Files.readString(folder.resolve("known-hosts.json.damaged")))
                    .isEqualTo(damaged);
            assertThat(file()).doesNotExist();
        }
    }

    @Test
    void aTenantKnowsNoMoreHostsThanAPersonCanLookThrough() throws Exception {
        KnownHosts known = restarted();
        for (int i = 0; i < KnownHosts.MOST_OF_A_TENANT; i++) {
            known.add(ACME, identity("/opt/" + i, "a"), KnownHost.Lasting.ALWAYS, List.of(), "me");
        }
        assertThatThrownBy(() -> keep(known)).isInstanceOf(IOException.class).hasMessageContaining("host revoke");
        known.add(ACME, identity("/opt/7", "b"), KnownHost.Lasting.ALWAYS, List.of(), "me");
        assertThat(known.of(ACME)).hasSize(KnownHosts.MOST_OF_A_TENANT);
        known.add(GLOBEX, HOST, KnownHost.Lasting.ALWAYS, List.of(), "me");
    }
}
