package dev.bulkhead.ui.setup;

import dev.bulkhead.consent.Visible;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.model.Overview;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Confirm;
import dev.bulkhead.ui.theme.Icons;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The client's servers, each as the exact command that it is: one is taken away, more are pasted in and let run by the passphrase. */
final class ServersPart extends Part {
    private final SetUp setUp;
    private final Runnable changed;
    private final VBox list = new VBox(10);
    private final Said said = new Said("change-servers-said");
    private final ServerPaste paste;
    private List<Overview.Server> listed = List.of();
    private Optional<TenantId> tenant = Optional.empty();

    /**
     * @param secrets the names of the credentials in the vault
     * @param changed told whenever there are other servers than before
     */
    ServersPart(Texts texts, SetUp setUp, Supplier<List<String>> secrets, Runnable changed) {
        super(texts, "servers");
        this.setUp = setUp;
        this.changed = changed;
        this.paste =
                new ServerPaste(texts, setUp, () -> new Owner.Existing(tenant.orElseThrow(), secrets.get()), changed);
        list.setId("change-servers");
        getChildren().addAll(list, said, paste);
    }

    @Override
    void show(Tenant now) {
        tenant = Optional.of(now.id());
        paste.forget();
        said.nothing();
    }

    /** How many processes run is of no interest here: what is being asked about one of them goes on. */
    void list(List<Overview.Server> servers) {
        List<Overview.Server> now = servers.stream()
                .map(each -> new Overview.Server(
                        each.name(), each.from(), each.installed(), each.accounts(), 0, each.problem()))
                .toList();
        if (now.equals(listed)) {
            return;
        }
        listed = now;
        list.getChildren().setAll(servers.stream().map(this::row).toList());
    }

    private Node row(Overview.Server server) {
        Label name = new Label(server.name());
        name.setId("change-server-" + server.name());
        name.getStyleClass().add("setup-card-title");
        HBox.setHgrow(name, Priority.ALWAYS);
        name.setMaxWidth(Double.MAX_VALUE);
        name.setMinWidth(60);
        Confirm remove = new Confirm(
                "change-remove-" + server.name(),
                texts.get("change.remove"),
                texts.get("change.servers.ask"),
                texts.get("change.remove.do"),
                texts.get("setup.keep"),
                () -> remove(server.name()));
        HBox line = new HBox(6, name, remove.button());
        line.setAlignment(Pos.CENTER_LEFT);
        VBox row = new VBox(3, line, remove, code(server.from()));
        if (!server.accounts().isEmpty()) {
            Label account = new Label(
                    texts.get("overview.server.account", String.join(", ", server.accounts())), Icons.of(Feather.KEY));
            account.getStyleClass().add("account");
            account.setWrapText(true);
            row.getChildren().add(account);
        }
        if (!server.problem().isEmpty()) {
            Said problem = new Said("change-problem-" + server.name());
            problem.problem(server.problem());
            row.getChildren().add(problem);
        }
        return row;
    }

    private static Label code(String command) {
        Label code = new Label(Visible.of(command));
        code.getStyleClass().addAll("monospace", "small");
        code.setWrapText(true);
        code.setMinHeight(USE_PREF_SIZE);
        return code;
    }

    private void remove(String name) {
        setUp.removeServer(tenant.orElseThrow(), name, new Errand.Outcome() {
            @Override
            public void done() {
                said.done(texts.get("change.servers.gone", name));
                changed.run();
            }

            @Override
            public void failed(String why) {
                said.problem(why(why));
            }
        });
    }
}
