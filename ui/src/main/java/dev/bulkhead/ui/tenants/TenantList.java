package dev.bulkhead.ui.tenants;

import atlantafx.base.controls.CustomTextField;
import atlantafx.base.theme.Styles;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.Contact;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.HoldButton;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.WindowIcon;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The tenants, at the left of the window, with a search field: whoever types in the list types into it. */
public final class TenantList extends VBox {
    private final WindowModel model;
    private final ObservableList<Tenant> all = FXCollections.observableArrayList();
    private final FilteredList<Tenant> shown = new FilteredList<>(all);
    private final ListView<Tenant> list = new ListView<>(shown);
    private final CustomTextField search = new CustomTextField();
    private boolean following;

    public TenantList(WindowModel model, Texts texts, TenantActions actions) {
        this.model = model;
        getStyleClass().add("sidebar");
        setPrefWidth(280);
        setMinWidth(280);

        HBox brand = new HBox(WindowIcon.drawing(26), new Label(texts.get("window.title")));
        brand.getStyleClass().add("brand");
        VBox top = new VBox(brand, searchField(texts));
        top.getStyleClass().add("sidebar-top");
        Label heading = new Label(texts.get("tenants.heading"));
        heading.getStyleClass().addAll("sidebar-heading", "muted", "small");

        list.setId("tenants");
        list.getStyleClass().add("tenant-list");
        list.setAccessibleText(texts.get("tenants.list"));
        Label none = new Label(texts.get("tenants.none-found"));
        none.getStyleClass().add("muted");
        none.visibleProperty().bind(search.textProperty().isNotEmpty());
        list.setPlaceholder(none);
        list.setCellFactory(view -> new TenantCell(
                texts,
                tenant -> place(tenant.id()),
                tenant -> model.active().get().equals(Optional.of(tenant.id()))));
        list.getSelectionModel().selectedItemProperty().subscribe(this::selectedHere);
        list.addEventHandler(KeyEvent.KEY_TYPED, this::typed);
        setVgrow(list, Priority.ALWAYS);

        HoldButton haltAll = new HoldButton(texts.get("halt.all"), texts.get("halt.hold"), actions::haltAll);
        haltAll.setId("halt-all");
        haltAll.setMaxWidth(Double.MAX_VALUE);
        Button add = Icons.button(Feather.PLUS, texts.get("tenants.add"));
        add.setId("add-client");
        add.getStyleClass().add(Styles.FLAT);
        add.setMaxWidth(Double.MAX_VALUE);
        add.setAlignment(Pos.CENTER_LEFT);
        add.setOnAction(event -> actions.addClient());
        VBox bottom = new VBox(8, add, haltAll);
        bottom.getStyleClass().add("sidebar-bottom");
        getChildren().addAll(top, heading, list, bottom, new ContactLine(model, texts));
        model.active().follow(now -> list.refresh());
        model.contact().follow(now -> haltAll.setDisable(!(now instanceof Contact.Connected)));
        model.tenants().follow(this::take);
        model.selected().follow(this::selectedElsewhere);
    }

    private CustomTextField searchField(Texts texts) {
        search.setId("tenant-search");
        search.setPromptText(texts.get("tenants.search"));
        search.setAccessibleText(texts.get("tenants.search"));
        search.setLeft(Icons.of(Feather.SEARCH));
        search.textProperty()
                .subscribe(text -> shown.setPredicate(text.isBlank() ? null : tenant -> tenant.matches(text)));
        search.textProperty()
                .subscribe(text -> selectedElsewhere(model.selected().get()));
        search.setOnAction(event -> takeFirst());
        search.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE && !search.getText().isEmpty()) {
                search.clear();
                event.consume();
            } else if (event.getCode() == KeyCode.DOWN) {
                list.requestFocus();
                event.consume();
            }
        });
        return search;
    }

    /** Puts the keyboard into the list, where typing searches and arrows select. */
    public void focus() {
        list.requestFocus();
    }

    /** Puts the keyboard into the search field. */
    public void find() {
        search.requestFocus();
        search.selectAll();
    }

    private void takeFirst() {
        if (!shown.isEmpty()) {
            model.select(shown.getFirst().id());
            search.clear();
            list.requestFocus();
        }
    }

    private void typed(KeyEvent event) {
        String typed = event.getCharacter();
        boolean text = !typed.isBlank() && typed.codePoints().noneMatch(Character::isISOControl);
        if (text && !event.isShortcutDown() && !event.isAltDown() && !event.isControlDown()) {
            search.requestFocus();
            search.appendText(typed);
            search.end();
            event.consume();
        }
    }

    /** Replaces single rows where the same tenants remain, so that neither selection nor scroll position jumps. */
    private void take(List<Tenant> tenants) {
        following = true;
        if (ids(all).equals(ids(tenants))) {
            for (int i = 0; i < tenants.size(); i++) {
                if (!all.get(i).equals(tenants.get(i))) {
                    all.set(i, tenants.get(i));
                }
            }
        } else {
            all.setAll(tenants);
        }
        following = false;
        selectedElsewhere(model.selected().get());
    }

    private static List<TenantId> ids(List<Tenant> tenants) {
        List<TenantId> ids = new ArrayList<>();
        tenants.forEach(tenant -> ids.add(tenant.id()));
        return ids;
    }

    private int place(TenantId id) {
        return ids(all).indexOf(id);
    }

    @SuppressWarnings("NullAway") // the list's selection is null when there is none
    private void selectedHere(Tenant tenant) {
        if (!following && tenant != null) {
            model.select(tenant.id());
        }
    }

    private void selectedElsewhere(Optional<Tenant> tenant) {
        if (following) {
            return;
        }
        following = true;
        int index = tenant.map(chosen -> ids(shown).indexOf(chosen.id())).orElse(-1);
        if (index >= 0) {
            list.getSelectionModel().clearAndSelect(index);
        } else {
            list.getSelectionModel().clearSelection();
        }
        following = false;
    }
}
