package dev.bulkhead.ui.setup;

import dev.bulkhead.hostfiles.Launcher;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.Overview;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Columns;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;

/** What a client was set up with, and the ways to change it: credentials, servers, AI hosts, the passphrase, its end. JavaFX thread. */
public final class SetUpPage extends ScrollPane {
    private final List<Part> parts;
    private final ServersPart servers;
    private Optional<TenantId> shown = Optional.empty();
    private List<String> secrets = List.of();

    /**
     * @param launcher empty when it is not known what hosts are to start
     * @param browser opens a page in the system's browser
     * @param removed told which client has gone, and what of it is still on the disk
     */
    public SetUpPage(
            WindowModel model,
            Supervisor supervisor,
            SetUp setUp,
            Texts texts,
            Places places,
            Optional<Launcher> launcher,
            Consumer<String> browser,
            BiConsumer<Tenant, List<String>> removed) {
        setId("set-up");
        getStyleClass().add("page-scroll");
        setFitToWidth(true);
        CredentialsPart credentials = new CredentialsPart(texts, setUp, names -> secrets = names);
        servers = new ServersPart(texts, setUp, () -> secrets, supervisor::look);
        HostsPart hosts = new HostsPart(texts, places, launcher);
        PassphrasePart passphrase = new PassphrasePart(texts, setUp);
        RemovalPart removal = new RemovalPart(texts, setUp, browser, (gone, kept) -> {
            supervisor.look();
            removed.accept(gone, kept);
        });
        parts = List.of(credentials, servers, hosts, passphrase, removal);
        VBox left = new VBox(16, credentials, servers);
        VBox right = new VBox(16, hosts, passphrase, removal);
        Columns both = new Columns(16, left, right);
        both.getStyleClass().add("page-body");
        setContent(both);
        // What was changed elsewhere meanwhile is read when somebody looks.
        parentProperty()
                .flatMap(Node::parentProperty)
                .flatMap(Node::visibleProperty)
                .orElse(false)
                .subscribe(isLookedAt -> {
                    if (isLookedAt) {
                        model.selected().get().ifPresent(tenant -> parts.forEach(part -> part.look(tenant)));
                    }
                });
        model.selected().follow(tenant -> tenant.ifPresent(this::show));
        model.overview().follow(now -> servers.list(now.map(Overview::servers).orElse(List.of())));
    }

    private void show(Tenant tenant) {
        if (shown.equals(Optional.of(tenant.id()))) {
            parts.forEach(part -> part.update(tenant));
        } else {
            shown = Optional.of(tenant.id());
            setVvalue(0);
            parts.forEach(part -> part.show(tenant));
        }
    }
}
