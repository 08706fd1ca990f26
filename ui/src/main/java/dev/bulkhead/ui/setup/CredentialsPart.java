package dev.bulkhead.ui.setup;

import atlantafx.base.theme.Styles;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.TenantState;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Confirm;
import dev.bulkhead.ui.theme.Icons;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The credentials in the vault, by their names alone: more are pasted in, one is exchanged, one is taken out. */
final class CredentialsPart extends Part {
    private final SetUp setUp;
    private final Consumer<List<String>> known;
    private final VBox list = new VBox(4);
    private final Said said = new Said("change-secrets-said");
    private final CredentialEntry entry;
    private Optional<TenantId> tenant = Optional.empty();
    private List<String> listed = List.of();
    private boolean isOpen;

    /** @param known told the names, whenever they are read */
    CredentialsPart(Texts texts, SetUp setUp, Consumer<List<String>> known) {
        super(texts, "credentials");
        this.setUp = setUp;
        this.known = known;
        this.entry = new CredentialEntry(texts, setUp, () -> tenant.orElseThrow(), this::kept);
        list.setId("change-secrets");
        getChildren().addAll(list, said, entry);
    }

    @Override
    void show(Tenant now) {
        tenant = Optional.of(now.id());
        entry.forget();
        said.nothing();
        list(List.of());
        isOpen = isOpen(now);
        read();
    }

    /** Whoever signs in opens the vault, and only an open one says what it holds. */
    @Override
    void update(Tenant now) {
        if (isOpen(now) != isOpen) {
            isOpen = !isOpen;
            said.nothing();
            read();
        }
    }

    private static boolean isOpen(Tenant tenant) {
        TenantState state = tenant.state();
        return state.canSignOut() && !state.canSignIn();
    }

    @Override
    void look(Tenant now) {
        read();
    }

    private void read() {
        TenantId asked = tenant.orElseThrow();
        setUp.secrets(
                asked,
                names -> {
                    if (tenant.equals(Optional.of(asked))) {
                        list(names);
                        entry.setDisable(false);
                    }
                },
                why -> {
                    if (tenant.equals(Optional.of(asked))) {
                        list(List.of());
                        entry.setDisable(true);
                        said.doing(isOpen ? why(why) : texts.get("change.credentials.closed"));
                    }
                });
    }

    private void kept(String name) {
        said.done(texts.get("setup.credentials.kept", name));
        read();
    }

    private void list(List<String> names) {
        known.accept(names);
        if (names.equals(listed)) {
            // What is being asked about one of them goes on.
            return;
        }
        listed = names;
        list.getChildren().setAll(names.stream().map(this::row).toList());
    }

    private Node row(String name) {
        Label label = new Label(name, Icons.of(Feather.KEY));
        label.setId("change-secret-" + name);
        label.getStyleClass().add("account");
        HBox.setHgrow(label, Priority.ALWAYS);
        label.setMaxWidth(Double.MAX_VALUE);
        label.setMinWidth(60);
        Button exchange = Icons.button(Feather.EDIT_2, texts.get("change.credentials.exchange"));
        exchange.setId("change-exchange-" + name);
        exchange.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
        exchange.setMinWidth(USE_PREF_SIZE);
        exchange.setOnAction(event -> entry.exchange(name));
        Confirm remove = new Confirm(
                "change-forget-" + name,
                texts.get("change.remove"),
                texts.get("change.credentials.ask"),
                texts.get("change.remove.do"),
                texts.get("setup.keep"),
                () -> forget(name));
        HBox line = new HBox(6, label, exchange, remove.button());
        line.setAlignment(Pos.CENTER_LEFT);
        return new VBox(4, line, remove);
    }

    private void forget(String name) {
        setUp.forget(tenant.orElseThrow(), name, new Errand.Outcome() {
            @Override
            public void done() {
                said.done(texts.get("change.credentials.gone", name));
                read();
            }

            @Override
            public void failed(String why) {
                said.problem(why(why));
            }
        });
    }
}
