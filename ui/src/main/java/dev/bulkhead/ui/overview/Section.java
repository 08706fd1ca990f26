package dev.bulkhead.ui.overview;

import dev.bulkhead.ui.text.Texts;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** A heading and rows under it on one card; where there is no row, a sentence that says so. */
class Section extends VBox {
    private final VBox rows = new VBox();
    private final Label none = new Label();

    private final String empty;
    private final String unknown;

    /** @param empty what stands there when nothing does */
    Section(Texts texts, String heading, String empty) {
        this.empty = empty;
        this.unknown = texts.get("overview.unknown");
        Label title = new Label(heading);
        title.getStyleClass().add("section-title");
        none.setWrapText(true);
        none.getStyleClass().addAll("muted", "row");
        rows.getStyleClass().addAll("card", "rows");
        setSpacing(8);
        getChildren().addAll(title, rows);
        unknown();
    }

    final void rows(List<? extends Node> now) {
        if (now.isEmpty()) {
            none.setText(empty);
            rows.getChildren().setAll(none);
        } else {
            rows.getChildren().setAll(now);
        }
    }

    /** Nobody has said what there is: that is not the same as nothing. */
    final void unknown() {
        none.setText(unknown);
        rows.getChildren().setAll(none);
    }

    /** A row: what it is, below it a line more, and at its end what there is to say of it. */
    static HBox row(Node what, String more, Node... end) {
        VBox words = new VBox(2, what);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        if (!more.isEmpty()) {
            Label line = new Label(more);
            line.getStyleClass().addAll("muted", "small");
            words.getChildren().add(line);
        }
        HBox row = new HBox(12, words);
        row.getChildren().addAll(end);
        row.getStyleClass().add("row");
        return row;
    }

    /** Words at the end of a row, which are read whole. */
    static Label aside(String words) {
        Label label = new Label(words);
        label.setMinWidth(USE_PREF_SIZE);
        label.getStyleClass().addAll("muted", "small");
        return label;
    }
}
