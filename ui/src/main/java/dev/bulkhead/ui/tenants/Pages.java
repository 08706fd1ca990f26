package dev.bulkhead.ui.tenants;

import atlantafx.base.theme.Styles;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Badge;
import dev.bulkhead.ui.theme.Lazy;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.layout.HBox;

/** The pages of a tenant as tabs. The one that is open stays open when another tenant is selected. */
final class Pages extends TabPane {
    private static final String HEADER = "header-";

    private final Texts texts;

    Pages(List<Page> pages, Texts texts) {
        this.texts = texts;
        setId("pages");
        getStyleClass().addAll("pages", Styles.DENSE);
        setTabClosingPolicy(TabClosingPolicy.UNAVAILABLE);
        pages.forEach(page -> getTabs().add(tab(page)));
    }

    private Tab tab(Page page) {
        Badge badge = new Badge();
        Label title = new Label(page.title());
        title.setId("tab-" + page.id());
        HBox label = new HBox(7, title, badge);
        label.setAlignment(Pos.CENTER);
        Tab tab = new Tab("", page.content());
        tab.selectedProperty().subscribe(isSelected -> {
            if (isSelected && page.content() instanceof Lazy later) {
                later.make();
            }
        });
        // The skin hands a tab's id on to its header: so it is not the page's own.
        tab.setId(HEADER + page.id());
        tab.setGraphic(label);
        page.count().follow(count -> {
            badge.show(count, texts.get("tab.count", count));
            title.setAccessibleText(count == 0 ? page.title() : texts.get("tab.spoken", page.title(), count));
        });
        return tab;
    }

    /** Opens the page of that id. */
    void open(String id) {
        getTabs().stream()
                .filter(tab -> (HEADER + id).equals(tab.getId()))
                .findFirst()
                .ifPresent(getSelectionModel()::select);
    }
}
