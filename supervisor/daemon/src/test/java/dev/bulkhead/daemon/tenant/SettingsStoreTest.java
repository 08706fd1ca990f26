package dev.bulkhead.daemon.tenant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SettingsStoreTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final String NARROW = "version: 1\ntenant: acme\nname: Acme\ntools: { deny: [ write_file ] }\n";
    private static final String WIDE = "version: 1\ntenant: acme\nname: Acme\nhosts: { unknown: allow }\n";

    @TempDir
    Path folder;

    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile boolean auditIsFull;
    private BulkheadHome home = BulkheadHome.of(Map.of());
    private SettingsStore store = newStore();

    @BeforeEach
    void aStoreWithOneTenant() throws Exception {
        home = BulkheadHome.of(
                Map.of("BULKHEAD_HOME", folder.resolve("bulkhead").toString()));
        home.create();
        store = newStore();
        store.load();
        store.add(TenantSettings.defaults(ACME, "Acme"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anAddedTenantIsInForceAndItsFileReadsBack() throws Exception {
        assertThat(store.current(ACME)).contains(TenantSettings.defaults(ACME, "Acme"));
        assertThat(types()).containsExactly(EventType.TENANT_ADDED);
        look();
        assertThat(types()).containsExactly(EventType.TENANT_ADDED);
        assertThat(Files.readString(home.settings(ACME))).contains("tenant: acme", "unknown: ask");
        assertThatThrownBy(() -> store.add(TenantSettings.defaults(ACME, "Again")))
                .isInstanceOf(SettingsException.class);
    }

    @Test
    void aDraftIsJudgedAndChangesNothing() throws Exception {
        byte[] before = Files.readAllBytes(home.settings(ACME));
        assertThat(store.draft(ACME, NARROW.getBytes(UTF_8))).isEqualTo(new SettingsDraft(List.of(), List.of()));
        assertThat(store.draft(ACME, WIDE.getBytes(UTF_8)).widens()).hasSize(1);
        assertThat(store.draft(ACME, (NARROW + "limits: { concurrent: no }\n").getBytes(UTF_8))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.line()).isEqualTo(5));
        assertThat(home.settings(ACME)).hasBinaryContent(before);
        assertThat(types()).containsExactly(EventType.TENANT_ADDED);
    }

    @Test
    void whatIsWrittenByTheWindowCountsAtOnceUnlessItWidens() throws Exception {
        byte[] base = Files.readAllBytes(home.settings(ACME));
        store.write(ACME, base, NARROW.getBytes(UTF_8));
        assertThat(store.current(ACME).orElseThrow().tools().deny()).hasSize(1);
        SettingsDraft wide = store.write(ACME, NARROW.getBytes(UTF_8), WIDE.getBytes(UTF_8));
        assertThat(wide.widens()).isNotEmpty();
        assertThat(store.pending(ACME)).isPresent();
        assertThat(store.current(ACME).orElseThrow().tools().deny()).hasSize(1);
    }

    @Test
    void whatSomebodyElseWroteMeanwhileOrCannotBeReadIsNotOverwritten() throws Exception {
        byte[] base = Files.readAllBytes(home.settings(ACME));
        Files.writeString(home.settings(ACME), NARROW);
        assertThatThrownBy(() -> store.write(ACME, base, WIDE.getBytes(UTF_8)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("meanwhile");
        assertThatThrownBy(() -> store.write(ACME, NARROW.getBytes(UTF_8), "nonsense: [".getBytes(UTF_8)))
                .isInstanceOf(SettingsException.class);
        assertThat(home.settings(ACME)).hasContent(NARROW);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobodyElseCanReadTheFiles() throws Exception {
        for (Path file : List.of(home.settings(ACME), home.state().resolve("settings/acme.yaml"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aNarrowingChangeIsRecordedAndThenInForce() throws Exception {
        store.listen(
                (tenant, settings) -> heard.add(types() + " " + settings.tools().deny()));
        write(NARROW);
        look();
        assertThat(store.current(ACME).orElseThrow().tools().deny()).containsExactly(new ToolPattern("write_file"));
        assertThat(heard).containsExactly("[TENANT_ADDED] []", "[TENANT_ADDED, SETTINGS_CHANGED] [write_file]");
    }

    @Test
    void aWideningChangeWaitsUntilItIsConfirmed() throws Exception {
        write(WIDE);
        look();
        assertThat(store.current(ACME).orElseThrow().hosts().unknown()).isEqualTo(UnknownHosts.ASK);
        PendingSettings pending = store.pending(ACME).orElseThrow();
        assertThat(pending.widens()).singleElement().asString().startsWith("hosts.unknown");
        assertThat(events.getLast().type()).isEqualTo(EventType.SETTINGS_WAITING);
        assertThat(store.confirm(pending)).isPresent();
        assertThat(store.current(ACME).orElseThrow().hosts().unknown()).isEqualTo(UnknownHosts.ALLOW);
        assertThat(store.pending()).isEmpty();
        assertThat(events.getLast().type()).isEqualTo(EventType.SETTINGS_CHANGED);
        assertThat(store.confirm(ACME)).isEmpty();
    }

    @Test
    void whatWasWrittenAfterItWasShownIsNotConfirmed() throws Exception {
        write(WIDE);
        look();
        PendingSettings shown = store.pending(ACME).orElseThrow();
        write(WIDE + "mcpServers: { evil: { command: sh } }\n");
        look();
        assertThat(store.confirm(shown)).isEmpty();
        assertThat(store.current(ACME).orElseThrow().hosts().unknown()).isEqualTo(UnknownHosts.ASK);
        assertThat(store.pending(ACME).orElseThrow().widens()).hasSize(2);
    }

    @Test
    void whatIsTakenBackNoLongerWaits() throws Exception {
        String before = Files.readString(home.settings(ACME));
        write(WIDE);
        look();
        write(before);
        look();
        assertThat(store.pending(ACME)).isEmpty();
        assertThat(types()).containsExactly(EventType.TENANT_ADDED, EventType.SETTINGS_WAITING);
    }

    @Test
    void aChangeThatCannotBeReadChangesNothingAndIsRecordedOnceWithItsPlace() throws Exception {
        write(NARROW + "limits: { concurent: 1 }\n");
        for (int i = 0; i < 5; i++) {
            look();
        }
        assertThat(store.current(ACME)).contains(TenantSettings.defaults(ACME, "Acme"));
        assertThat(types()).containsExactly(EventType.TENANT_ADDED, EventType.SETTINGS_REFUSED);
        assertThat(events.getLast().detail()).startsWith("acme.yaml line 5, column 11: limits.concurent: unknown key");
    }

    @Test
    void whatCannotBeReadOrWaitsIsNotWrittenOver() throws Exception {
        TenantSettings now = store.current(ACME).orElseThrow();
        for (String unaccepted : List.of(NARROW + "limits: { concurent: 1 }\n", WIDE, NARROW)) {
            write(unaccepted);
            assertThatThrownBy(() -> store.change(now.withHosts(UnknownHosts.ASK), "a server"))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining(home.settings(ACME).toString())
                    .hasMessageContaining("take it back first");
            assertThat(home.settings(ACME)).hasContent(unaccepted);
        }
        look();
        store.change(store.current(ACME).orElseThrow().withHosts(UnknownHosts.ALLOW), "a narrower file is in force");
        assertThat(Files.readString(home.settings(ACME))).contains("unknown: allow", "write_file");
    }

    @Test
    void whatSaysTheSameInOtherWordsMayBeWrittenOverAndSoMayAFileThatIsGone() throws Exception {
        write("# mine\n" + Files.readString(home.settings(ACME)));
        look();
        store.change(store.current(ACME).orElseThrow().withHosts(UnknownHosts.ALLOW), "a change");
        Files.delete(home.settings(ACME));
        store.change(store.current(ACME).orElseThrow().withHosts(UnknownHosts.ASK), "another");
        assertThat(Files.readString(home.settings(ACME))).contains("unknown: ask");
    }

    @Test
    void aWorkspaceThatIsTakenIsRefusedWithItsPlace() throws Exception {
        store.add(TenantSettings.defaults(new TenantId("globex"), "Globex").withWorkspace(folder.resolve("globex")));
        write("version: 1\ntenant: acme\nworkspace: " + folder.resolve("globex/inner") + "\n");
        look();
        assertThat(events.getLast().detail()).contains("line 3, column 1: workspace", "'globex'");
        assertThat(store.pending(ACME)).isEmpty();
    }

    @Test
    void aDeletedFileChangesNothingAndIsRecordedOnce() throws Exception {
        Files.delete(home.settings(ACME));
        look();
        look();
        assertThat(store.current(ACME)).isPresent();
        assertThat(types()).containsExactly(EventType.TENANT_ADDED, EventType.SETTINGS_REFUSED);
        assertThat(events.getLast().detail()).contains("deleted");
    }

    @Test
    void aFileThatAppearsByItselfOnlyWaits() throws Exception {
        TenantId globex = new TenantId("globex");
        Files.writeString(home.settings(globex), "version: 1\ntenant: globex\n");
        Files.writeString(home.settingsFolder().resolve(".globex.yaml.swp"), "x");
        look();
        assertThat(store.current(globex)).isEmpty();
        assertThat(store.pending(globex)).isPresent();
        store.confirm(globex);
        assertThat(store.all()).containsOnlyKeys(ACME, globex);
        assertThat(events.getLast().type()).isEqualTo(EventType.TENANT_ADDED);
    }

    @Test
    void whoeverIsAddedWhereAFileLiesBeginsAsEveryNewTenantAndItsFileIsAWish() throws Exception {
        TenantId globex = new TenantId("globex");
        String wide = "version: 1\ntenant: globex\nname: Globex\ntools: { deny: [ write_file ] }\n"
                + "mcpServers: { crm: { command: crm } }\n";
        Files.writeString(home.settings(globex), wide);
        look();
        store.add(TenantSettings.defaults(globex, "globex"));
        assertThat(store.current(globex)).contains(TenantSettings.defaults(globex, "globex"));
        assertThat(store.pending(globex).orElseThrow().widens())
                .singleElement()
                .asString()
                .startsWith("mcpServers.crm");
        assertThat(home.settings(globex)).hasContent(wide);
        store.confirm(globex);
        assertThat(store.current(globex).orElseThrow().mcpServers()).containsOnlyKeys("crm");
    }

    @Test
    void whatANewTenantsFileOnlyNarrowsCountsAtOnce() throws Exception {
        TenantId globex = new TenantId("globex");
        Files.writeString(
                home.settings(globex), NARROW.replace("acme", "globex").replace("Acme", "Globex"));
        look();
        store.add(TenantSettings.defaults(globex, "globex"));
        assertThat(store.pending(globex)).isEmpty();
        assertThat(store.current(globex).orElseThrow().name()).isEqualTo("Globex");
        assertThat(store.current(globex).orElseThrow().tools().deny()).hasSize(1);
    }

    @Test
    void whereAFileLiesThatCannotBeReadNobodyIsAdded() throws Exception {
        TenantId globex = new TenantId("globex");
        Files.writeString(home.settings(globex), "version: 1\ntenant: globex\ntols: {}\n");
        look();
        assertThatThrownBy(() -> store.add(TenantSettings.defaults(globex, "globex")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("tols")
                .hasMessageContaining("mend it or move it away");
        assertThat(store.current(globex)).isEmpty();
    }

    @Test
    void aRemovedTenantIsGoneAlsoAfterARestart() throws Exception {
        store.listen(new SettingsListener() {
            @Override
            public void changed(TenantId tenant, TenantSettings settings) {}

            @Override
            public void removed(TenantId tenant) {
                heard.add("removed " + tenant);
            }
        });
        store.remove(ACME);
        store.remove(ACME);
        look();
        assertThat(heard).containsExactly("removed acme");
        assertThat(types()).containsExactly(EventType.TENANT_ADDED, EventType.TENANT_REMOVED);
        SettingsStore next = newStore();
        next.load();
        assertThat(next.all()).isEmpty();
    }

    @Test
    void afterARestartTheLastAcceptedSettingsAreInForceAndTheWishWaits() throws Exception {
        write(NARROW);
        look();
        write(WIDE);
        SettingsStore next = newStore();
        next.load();
        assertThat(next.current(ACME).orElseThrow().tools().deny()).hasSize(1);
        assertThat(next.pending(ACME)).isPresent();
    }

    @Test
    void acceptedSettingsThatCannotBeReadCloseTheTenant() throws Exception {
        Files.writeString(home.state().resolve("settings/acme.yaml"), "broken");
        SettingsStore next = newStore();
        next.load();
        assertThat(next.current(ACME)).isEmpty();
        assertThat(next.pending(ACME)).isPresent();
        assertThat(types()).endsWith(EventType.SETTINGS_REFUSED, EventType.SETTINGS_WAITING);
    }

    @Test
    void withoutItsRecordAChangeHasNoEffectAndIsTriedAgain() throws Exception {
        auditIsFull = true;
        write(NARROW);
        look();
        look();
        assertThat(store.current(ACME)).contains(TenantSettings.defaults(ACME, "Acme"));
        assertThatThrownBy(() -> store.remove(ACME)).isInstanceOf(IOException.class);
        assertThat(store.current(ACME)).isPresent();
        auditIsFull = false;
        look();
        assertThat(store.current(ACME).orElseThrow().tools().deny()).hasSize(1);
    }

    @Test
    void aChangeByCommandIsWrittenToTheFile() throws Exception {
        store.change(TenantSettings.defaults(ACME, "Acme").withHosts(UnknownHosts.ALLOW), "hosts");
        look();
        assertThat(Files.readString(home.settings(ACME))).contains("unknown: allow");
        assertThat(store.current(ACME).orElseThrow().hosts().unknown()).isEqualTo(UnknownHosts.ALLOW);
        assertThat(types()).containsExactly(EventType.TENANT_ADDED, EventType.SETTINGS_CHANGED);
    }

    @Test
    void theFolderIsFollowedWithinTwoSecondsAlsoWhenAnEditorRenamesOverTheFile() throws Exception {
        store.watch();
        Path fresh = Files.writeString(home.settingsFolder().resolve("acme.yaml~"), NARROW);
        Files.move(fresh, home.settings(ACME), StandardCopyOption.ATOMIC_MOVE);
        within(
                Duration.ofSeconds(2),
                () -> !store.current(ACME).orElseThrow().tools().deny().isEmpty());
        write(WIDE);
        within(Duration.ofSeconds(2), () -> store.pending(ACME).isPresent());
    }

    private static void within(Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the deadline").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Two looks, as the watch does: one that sees a content, and one that finds it unchanged. */
    private void look() {
        store.look();
        store.look();
    }

    private void write(String yaml) throws IOException {
        Files.writeString(home.settings(ACME), yaml);
    }

    private List<EventType> types() {
        return events.stream().map(AuditEvent::type).toList();
    }

    private SettingsStore newStore() {
        EventSink sink = event -> {
            if (auditIsFull) {
                throw new IOException("full");
            }
            events.add(event);
        };
        return new SettingsStore(
                home, Path.of(System.getProperty("java.io.tmpdir"), "home-of-nobody"), sink, Clock.systemUTC());
    }
}
