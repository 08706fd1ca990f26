package dev.bulkhead.daemon.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceRulesTest {
    private static final TenantSettings ACME = TenantSettings.defaults(new TenantId("acme"), "Acme");
    private static final TenantSettings GLOBEX = TenantSettings.defaults(new TenantId("globex"), "Globex");

    @TempDir
    Path folder;

    private Path user = Path.of("/");
    private BulkheadHome home = BulkheadHome.of(Map.of());
    private WorkspaceRules rules = new WorkspaceRules(home, user);

    @BeforeEach
    void aUserWithAHome() throws IOException {
        user = Files.createDirectories(folder.resolve("home/me"));
        home = BulkheadHome.of(Map.of("BULKHEAD_HOME", user.resolve(".bulkhead").toString()));
        home.create();
        rules = new WorkspaceRules(home, user);
    }

    @Test
    void aFolderOfItsOwnIsFreeWhetherItExistsOrNot() throws Exception {
        assertThat(at(user.resolve("Clients/acme"))).isEmpty();
        Files.createDirectories(user.resolve("Clients/acme"));
        assertThat(at(user.resolve("Clients/acme"))).isEmpty();
        assertThat(at(folder.resolve("elsewhere"))).isEmpty();
        assertThat(rules.refusal(ACME, List.of(GLOBEX))).isEmpty();
    }

    @Test
    void homeAndWhatIsAboveItAreRefused() {
        for (Path path : List.of(user, user.resolve("x/.."), folder.resolve("home"), folder, Path.of("/"))) {
            assertThat(at(path)).as("%s", path).isPresent();
        }
    }

    @Test
    void ourOwnFoldersAreRefusedWithAllThatIsInThemAndAboveThem() {
        for (Path path : List.of(
                home.root(),
                home.config(),
                home.settingsFolder(),
                home.data().resolve("vaults"),
                home.stream(ACME.tenant()),
                home.logs(),
                home.run().resolve("new"),
                home.data().resolve("workspaces"),
                home.workspace(GLOBEX.tenant()))) {
            assertThat(at(path)).as("%s", path).isPresent();
        }
        assertThat(at(home.workspace(ACME.tenant()))).isEmpty();
        assertThat(at(home.workspace(ACME.tenant()).resolve("inner"))).isPresent();
    }

    @Test
    void anotherTenantsWorkspaceIsRefusedFromAboveAndBelow() {
        TenantSettings taken = GLOBEX.withWorkspace(user.resolve("Clients/globex"));
        for (String path : List.of("Clients/globex", "Clients", "Clients/globex/inner")) {
            assertThat(rules.refusal(ACME.withWorkspace(user.resolve(path)), List.of(taken)))
                    .hasValueSatisfying(why -> assertThat(why).contains("'globex'"));
        }
        assertThat(rules.refusal(ACME.withWorkspace(user.resolve("Clients/globex2")), List.of(taken)))
                .isEmpty();
        assertThat(rules.refusal(taken, List.of(taken))).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkCountsAsWhereItLeads() throws Exception {
        TenantSettings taken = GLOBEX.withWorkspace(Files.createDirectories(user.resolve("Clients/globex")));
        Path link = Files.createSymbolicLink(user.resolve("link"), user.resolve("Clients"));
        assertThat(rules.refusal(ACME.withWorkspace(link.resolve("globex/new")), List.of(taken)))
                .isPresent();
        assertThat(rules.refusal(ACME.withWorkspace(link.resolve("acme")), List.of(taken)))
                .isEmpty();
        assertThat(at(Files.createSymbolicLink(user.resolve("mine"), user))).isPresent();
        assertThat(at(Files.createSymbolicLink(
                        user.resolve("vaults"), home.data().resolve("vaults"))))
                .isPresent();
        assertThat(at(Files.createSymbolicLink(user.resolve("nowhere"), user.resolve("nothing/yet"))))
                .isPresent();
        assertThat(at(Files.createSymbolicLink(user.resolve("round"), user.resolve("round"))))
                .isPresent();
        Files.createSymbolicLink(home.workspace(ACME.tenant()), user);
        assertThat(rules.refusal(ACME, List.of())).isPresent();
    }

    private Optional<String> at(Path workspace) {
        return rules.refusal(ACME.withWorkspace(workspace), List.of());
    }
}
