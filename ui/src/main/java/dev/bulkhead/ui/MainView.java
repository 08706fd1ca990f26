package dev.bulkhead.ui;

import dev.bulkhead.ui.model.Contact;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.tenants.EmptyPage;
import dev.bulkhead.ui.tenants.Page;
import dev.bulkhead.ui.tenants.TenantActions;
import dev.bulkhead.ui.tenants.TenantList;
import dev.bulkhead.ui.tenants.TenantPage;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Banner;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Shown;
import dev.bulkhead.ui.theme.Tone;
import java.util.List;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The window's content: tenants at the left, the selected one's page at the right, and above it what concerns all of them. */
final class MainView extends BorderPane {
    private static final double BANNER_GAP = 16;

    private final WindowModel model;
    private final Texts texts;
    private final TenantList list;
    private final TenantPage page;
    private final EmptyPage empty;
    private final Banner lost = new Banner(Tone.DANGER, Feather.ALERT_OCTAGON);
    private final Banner told = new Banner(Tone.ACCENT, Feather.INFO);
    private final Banner noted = new Banner(Tone.WARNING, Feather.MOUSE_POINTER);
    private Runnable whenNoted = () -> {};
    private final Banner warned = new Banner(Tone.DANGER, Feather.ALERT_CIRCLE);

    /** {@code questions}: what is shown above any page while something waits. */
    MainView(WindowModel model, Texts texts, TenantActions actions, Node questions, List<Page> pages) {
        this.model = model;
        this.texts = texts;
        this.list = new TenantList(model, texts, actions);
        this.page = new TenantPage(model, texts, actions, pages);
        this.empty = new EmptyPage(texts, actions);
        lost.setId("lost");
        lost.aside(startButton(actions));
        told.setId("told");
        told.aside(Icons.button(Feather.X, texts.get("page.dismiss"), told::hide));
        warned.setId("warned");
        warned.aside(Icons.button(Feather.X, texts.get("page.dismiss"), warned::hide));
        noted.setId("noted");
        Button understood = new Button(texts.get("note.understood"));
        understood.setId("note-understood");
        understood.setMinWidth(USE_PREF_SIZE);
        understood.setOnAction(event -> {
            noted.hide();
            whenNoted.run();
        });
        noted.aside(understood);
        VBox top = new VBox(questions, lost, noted, warned, told);
        top.getStyleClass().add("page-top");
        // Those that are not there take no room, and no distance either.
        top.getChildren().forEach(banner -> VBox.setMargin(banner, new Insets(BANNER_GAP, 0, 0, 0)));
        BorderPane right = new BorderPane(new StackPane(empty, page));
        right.setTop(top);
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

    /** Says what was done, as it was measured. Stays until it is dismissed or something else was done. */
    void tell(String title, String text) {
        warned.hide();
        told.show(title, text);
    }

    /** Says what should be known; {@code understood} runs when somebody says that it is. */
    void note(String title, String text, Runnable understood) {
        whenNoted = understood;
        noted.show(title, text);
    }

    /** Says what was not done as it should be. */
    void warn(String title, String why) {
        told.hide();
        warned.show(title, why.isEmpty() ? texts.get("contact.none") : why);
    }

    private void contact(Contact contact) {
        if (contact instanceof Contact.Lost(String why)) {
            lost.show(texts.get("contact.lost.title"), why.isEmpty() ? texts.get("contact.lost.text") : why);
        } else {
            lost.hide();
        }
        arrange();
    }

    private void arrange() {
        boolean some = !model.tenants().get().isEmpty();
        empty.show(model.contact().get());
        Shown.set(page, some);
        Shown.set(empty, !some);
    }
}
