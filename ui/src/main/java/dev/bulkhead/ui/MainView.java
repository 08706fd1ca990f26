package dev.bulkhead.ui;

import dev.bulkhead.ui.audit.AuditView;
import dev.bulkhead.ui.model.Contact;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.tenants.EmptyPage;
import dev.bulkhead.ui.tenants.TenantActions;
import dev.bulkhead.ui.tenants.TenantList;
import dev.bulkhead.ui.tenants.TenantPage;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Banner;
import dev.bulkhead.ui.theme.Tone;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The window's content: tenants at the left, the selected one's page at the right, and above it whether all this is still so. */
final class MainView extends BorderPane {
    private final WindowModel model;
    private final Texts texts;
    private final TenantList list;
    private final TenantPage page;
    private final EmptyPage empty;
    private final Banner lost = new Banner(Tone.DANGER, Feather.ALERT_OCTAGON);
    private final VBox lostRoom = new VBox(lost);

    MainView(WindowModel model, Texts texts, TenantActions actions, AuditView audit) {
        this.model = model;
        this.texts = texts;
        this.list = new TenantList(model, texts);
        this.page = new TenantPage(model, texts, actions, audit);
        this.empty = new EmptyPage(texts);
        lost.setId("lost");
        lost.aside(startButton(actions));
        lostRoom.getStyleClass().add("page-top");
        BorderPane right = new BorderPane(new StackPane(empty, page));
        right.setTop(lostRoom);
        setLeft(list);
        setCenter(right);
        model.tenants().follow(tenants -> arrange());
        model.contact().follow(this::contact);
    }

    private Button startButton(TenantActions actions) {
        Button start = new Button(texts.get("contact.start"));
        start.setId("start-supervisor");
        start.setMinWidth(USE_PREF_SIZE);
        start.setOnAction(event -> actions.startSupervisor());
        return start;
    }

    TenantList list() {
        return list;
    }

    TenantPage page() {
        return page;
    }

    private void contact(Contact contact) {
        if (contact instanceof Contact.Lost(String why)) {
            lost.show(texts.get("contact.lost.title"), why.isEmpty() ? texts.get("contact.lost.text") : why);
        } else {
            lost.hide();
        }
        show(lostRoom, contact instanceof Contact.Lost);
        arrange();
    }

    private void arrange() {
        boolean some = !model.tenants().get().isEmpty();
        empty.show(model.contact().get());
        show(page, some);
        show(empty, !some);
    }

    private static void show(Node node, boolean shown) {
        node.setManaged(shown);
        node.setVisible(shown);
    }
}
