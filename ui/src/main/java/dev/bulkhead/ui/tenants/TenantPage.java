package dev.bulkhead.ui.tenants;

import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.Waiting;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Banner;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Tone;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Everything about the selected tenant: header, what waits or failed, and the pages that others put there. */
public final class TenantPage extends VBox {
    private final Texts texts;
    private final WindowModel model;
    private final TenantHeader header;
    private final Pages pages;
    private final WaitingBanner waiting;
    private final Banner problem = new Banner(Tone.DANGER, Feather.ALERT_OCTAGON);
    private final Banner alerts = new Banner(Tone.WARNING, Feather.BELL);
    private final Banner failure = new Banner(Tone.DANGER, Feather.ALERT_CIRCLE);
    private Optional<Tenant> shown = Optional.empty();

    /** {@code pages}: what fills the page, in the order of their tabs. */
    public TenantPage(WindowModel model, Texts texts, TenantActions actions, List<Page> pages) {
        this.model = model;
        this.texts = texts;
        this.header = new TenantHeader(model, texts, actions);
        this.pages = new Pages(pages, texts);
        this.waiting = new WaitingBanner(texts, () -> open("settings"));
        getStyleClass().add("page");
        problem.setId("problem");
        alerts.setId("alerts");
        Button look = new Button(texts.get("page.alerts.look"));
        look.setId("look-at-alerts");
        look.setMinWidth(USE_PREF_SIZE);
        look.setOnAction(event -> open("alerts"));
        alerts.aside(look);
        failure.setId("failure");
        failure.aside(Icons.button(Feather.X, texts.get("page.dismiss"), failure::hide));
        setVgrow(this.pages, Priority.ALWAYS);
        getChildren().addAll(header, failure, problem, alerts, waiting, this.pages);
        model.selected().follow(tenant -> tenant.ifPresent(this::show));
        model.waiting().follow(this::showWaiting);
    }

    /** Opens the page of that id. */
    public void open(String page) {
        pages.open(page);
    }

    /** Says that something that was asked for was not done. Stays until it is dismissed or another tenant is selected. */
    public void failed(String title, String why) {
        failure.show(title, why.isEmpty() ? texts.get("contact.none") : why);
    }

    private void show(Tenant tenant) {
        if (!shown.map(Tenant::id).equals(Optional.of(tenant.id()))) {
            failure.hide();
        }
        shown = Optional.of(tenant);
        header.show(tenant);
        if (tenant.alerts() == 0 && tenant.suspended().isEmpty()) {
            alerts.hide();
        } else {
            alerts.show(
                    texts.get("page.alerts", tenant.name(), tenant.alerts()),
                    tenant.suspended().isEmpty()
                            ? texts.get("page.alerts.how")
                            : texts.get("page.alerts.suspended", tenant.suspended()));
        }
        if (tenant.problem().isEmpty()) {
            problem.hide();
        } else {
            problem.show(texts.get("page.problem", tenant.name()), tenant.problem());
        }
    }

    private void showWaiting(Optional<Waiting> now) {
        waiting.show(now, model.selected().get().map(Tenant::name).orElse(""));
    }
}
