package dev.bulkhead.ui.theme;

import javafx.geometry.VPos;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;

/** Two columns side by side, both as wide as each other, whatever stands in them; as high as the higher one. */
public final class Columns extends GridPane {
    private static final double HALF = 50;

    public Columns(double gap, Region left, Region right) {
        setHgap(gap);
        for (Region column : new Region[] {left, right}) {
            column.setMinWidth(0);
            setValignment(column, VPos.TOP);
            ColumnConstraints half = new ColumnConstraints();
            half.setPercentWidth(HALF);
            getColumnConstraints().add(half);
        }
        addRow(0, left, right);
    }
}
