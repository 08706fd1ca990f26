package dev.bulkhead.ui.theme;

import java.time.Duration;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.ObservableValue;
import javafx.beans.value.WeakChangeListener;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/**
 * A button for what must not happen by accident: it wants a click, or Space while it has the keyboard. Enter does nothing, it is
 * never the default, and for a moment after it appears, moves, or its window gets the keyboard, it does nothing at all: whoever
 * was about to click or type something else did not mean it.
 */
public final class GuardedButton extends Button {
    /** How long it is inert. */
    public static final Duration INERT = Duration.ofMillis(600);

    private final ChangeListener<Object> disarm = (property, before, now) -> {
        if (!before.equals(now)) {
            rest();
        }
    };
    private long armedAt = System.nanoTime() + INERT.toNanos();

    public GuardedButton(String words) {
        super(words);
        setMnemonicParsing(false);
        getStyleClass().add("guarded");
        localToSceneTransformProperty().addListener(disarm);
        sceneProperty().subscribe(this::watch);
        addEventFilter(KeyEvent.ANY, event -> {
            if (event.getCode() == KeyCode.ENTER) {
                event.consume();
            }
        });
    }

    /** It appears with whatever is around it, so that is looked at as well; weakly, since that lives longer. */
    private void watch(Scene scene) {
        rest();
        if (scene == null) {
            return;
        }
        for (Node around = this; around != null; around = around.getParent()) {
            watch(around.visibleProperty());
        }
        if (scene.getWindow() != null) {
            watch(scene.getWindow().focusedProperty());
        }
    }

    private void watch(ObservableValue<?> value) {
        value.addListener(new WeakChangeListener<>(disarm));
    }

    private void rest() {
        armedAt = System.nanoTime() + INERT.toNanos();
    }

    @Override
    public void fire() {
        if (System.nanoTime() - armedAt >= 0) {
            super.fire();
        }
    }
}
