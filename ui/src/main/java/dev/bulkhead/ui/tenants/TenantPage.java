package dev.bulkhead.ui.tenants;

import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.Waiting;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Banner;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Tone;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Everything about the selected tenant: header, what waits or failed, figures, and below them what others put there. */
public final class TenantPage extends VBox {
    private final Texts texts;
    private final WindowModel model;
    private final TenantHeader header;
    private final Facts facts;
    private final WaitingBanner waiting;
    private final Banner problem = new Banner(Tone.DANGER, Feather.ALERT_OCTAGON);
    private final Banner alerts = new Banner(Tone.WARNING, Feather.BELL);
    private final Banner failure = new Banner(Tone.DANGER, Feather.ALERT_CIRCLE);
    private Optional<Tenant> shown = Optional.empty();

    /** {@code below} fills what is left of the page: the audit. */
    public TenantPage(WindowModel model, Texts texts, TenantActions actions, Node below) {
        this.model = model;
        this.texts = texts;
        this.header = new TenantHeader(texts, actions);
        this.facts = new Facts(texts);
        this.waiting = new WaitingBanner(texts);
        getStyleClass().add("page");
        problem.setId("problem");
        alerts.setId("alerts");
        failure.setId("failure");
        failure.aside(Icons.button(Feather.X, texts.get("page.dismiss"), failure::hide));
        setVgrow(below, Priority.ALWAYS);
        getChildren().addAll(header, failure, problem, alerts, waiting, facts, below);
        model.selected().follow(tenant -> tenant.ifPresent(this::show));
        model.waiting().follow(this::showWaiting);
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
        facts.show(tenant);
        if (tenant.alerts() == 0 && tenant.suspended().isEmpty()) {
            alerts.hide();
        } else {
            alerts.show(
                    texts.get("page.alerts", tenant.name(), tenant.alerts()),
                    tenant.suspended().isEmpty()
                            ? texts.get("page.alerts.how", tenant.id())
                            : texts.get("page.alerts.suspended", tenant.suspended(), tenant.id()));
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
