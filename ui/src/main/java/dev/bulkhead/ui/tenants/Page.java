package dev.bulkhead.ui.tenants;

import dev.bulkhead.ui.model.Value;
import javafx.scene.Node;

/**
 * One tab of a tenant's page. The content follows the selected tenant by itself.
 *
 * @param id tells tabs apart: {@code audit}; the tab is found as {@code tab-audit}
 * @param title what people read
 * @param content fills the page below the tabs
 * @param count how many of its things want to be looked at; 0 for none
 */
public record Page(String id, String title, Node content, Value<Integer> count) {
    /** A page on which nothing ever waits. */
    public Page(String id, String title, Node content) {
        this(id, title, content, new Value<>(0));
    }
}
