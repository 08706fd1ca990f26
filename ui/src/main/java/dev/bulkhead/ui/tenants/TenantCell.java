package dev.bulkhead.ui.tenants;

import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Badge;
import dev.bulkhead.ui.theme.Dot;
import dev.bulkhead.ui.theme.Swatch;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** One tenant of the list: colour, dot, name, state in words, how much wants to be looked at, and the key that selects it. */
final class TenantCell extends ListCell<Tenant> {
    /** Ctrl+1 to Ctrl+9: there are no more digits. */
    static final int SHORTCUTS = 9;

    private final Texts texts;
    private final ToIntFunction<Tenant> place;
    private final Predicate<Tenant> isActive;
    private final Dot dot = new Dot();
    private final Label name = new Label();
    private final Label line = new Label();
    private final Label shortcut = new Label();
    private final Swatch swatch = new Swatch();
    private final Badge badge = new Badge();
    private final HBox content;

    /**
     * @param place where in the whole list a tenant stands, from 0, whatever the search shows of it
     * @param isActive whether a tenant's workspace is the active one
     */
    TenantCell(Texts texts, ToIntFunction<Tenant> place, Predicate<Tenant> isActive) {
        this.texts = texts;
        this.place = place;
        this.isActive = isActive;
        name.getStyleClass().add("tenant-cell-name");
        line.getStyleClass().addAll("muted", "small");
        shortcut.getStyleClass().addAll("muted", "small");
        shortcut.setMinWidth(USE_PREF_SIZE);
        line.setGraphic(dot);
        line.setGraphicTextGap(7);
        VBox words = new VBox(3, name, line);
        words.setAlignment(Pos.CENTER_LEFT);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        content = new HBox(swatch, words, badge, shortcut);
        content.getStyleClass().add("tenant-cell");
        // Without this a long name would widen the list instead of being cut off.
        setPrefWidth(0);
    }

    @Override
    protected void updateItem(@Nullable Tenant tenant, boolean empty) {
        super.updateItem(tenant, empty);
        if (tenant == null || empty) {
            setGraphic(null);
            setAccessibleText(null);
            return;
        }
        String state = StateLook.word(texts, tenant.state());
        dot.show(StateLook.tone(tenant.state()));
        name.setText(tenant.name());
        boolean active = isActive.test(tenant);
        line.setText(texts.get(active ? "tenants.line.active" : "tenants.line", tenant.id(), state));
        swatch.show(tenant.id());
        badge.show(tenant.attention(), texts.get("tab.count", tenant.attention()));
        int index = place.applyAsInt(tenant);
        shortcut.setText(index < SHORTCUTS ? texts.get("tenants.shortcut", index + 1) : "");
        setAccessibleText(
                texts.get("tenants.spoken", tenant.name(), tenant.id(), state, tenant.attention(), active ? 1 : 0));
        setGraphic(content);
    }
}
