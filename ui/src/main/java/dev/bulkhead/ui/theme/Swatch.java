package dev.bulkhead.ui.theme;

import dev.bulkhead.protocol.home.TenantColour;
import dev.bulkhead.protocol.home.TenantId;
import javafx.scene.layout.Region;

/** A tenant's colour, as hosts show it too. Stands beside its name, never alone: two tenants may share one. */
public final class Swatch extends Region {
    public Swatch() {
        getStyleClass().add("swatch");
        setMouseTransparent(true);
    }

    public void show(TenantId tenant) {
        setStyle("-fx-background-color: " + TenantColour.of(tenant.value()).hex() + ";");
    }
}
