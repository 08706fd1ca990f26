package dev.bulkhead.ui.theme;

import atlantafx.base.theme.Styles;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.feather.Feather;

/**
 * Asks about what destroys, once its {@link #button} was pressed: a sentence that says what will be gone, a button that does it, and one
 * that does not. No dialog, so that what it is about stays in sight; its parts are found as {@code id}, {@code id-really} and
 * {@code id-keep}. Takes no room until it asks.
 */
public final class Confirm extends HBox {
    private final Button first;
    private final Label question = new Label();
    private final GuardedButton really;
    private final Button keep;

    /**
     * @param words what is asked for, in a word or two
     * @param what what will be gone, as a question
     * @param doIt what the second button says
     * @param keepIt what the third one says
     */
    public Confirm(String id, String words, String what, String doIt, String keepIt, Runnable action) {
        first = Icons.button(Feather.TRASH_2, words);
        first.setId(id);
        first.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
        first.setMinWidth(USE_PREF_SIZE);
        first.setOnAction(event -> ask());
        question.setText(what);
        question.setWrapText(true);
        question.setMinWidth(0);
        HBox.setHgrow(question, Priority.ALWAYS);
        really = new GuardedButton(doIt);
        really.setId(id + "-really");
        really.getStyleClass().addAll(Styles.DANGER, Styles.SMALL);
        really.setMinWidth(USE_PREF_SIZE);
        really.setOnAction(event -> {
            rest();
            action.run();
        });
        keep = new Button(keepIt);
        keep.setId(id + "-keep");
        keep.getStyleClass().add(Styles.SMALL);
        keep.setMinWidth(USE_PREF_SIZE);
        keep.setOnAction(event -> {
            rest();
            first.requestFocus();
        });
        setSpacing(8);
        setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(question, keep, really);
        rest();
    }

    /** What begins it; stands where its owner puts it. */
    public Button button() {
        return first;
    }

    private void rest() {
        asking(false);
    }

    private void asking(boolean now) {
        Shown.set(this, now);
        first.setDisable(now);
    }

    /** The keyboard goes to what does no harm. */
    private void ask() {
        asking(true);
        keep.requestFocus();
    }
}
