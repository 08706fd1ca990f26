package dev.bulkhead.ui.theme;

import java.time.Duration;
import javafx.animation.AnimationTimer;
import javafx.animation.PauseTransition;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import org.kordamp.ikonli.feather.Feather;

/**
 * A red button that acts when it has been held for a moment, with the mouse or with Space, while a bar fills it; whoever lets go
 * before is told to hold it. No dialog stands between an emergency and its end, and no slip of the hand ends a day's work.
 */
public final class HoldButton extends Button {
    /** How long it is to be held. */
    public static final Duration HOLD = Duration.ofMillis(800);

    private static final Duration HINT = Duration.ofSeconds(2);

    private final String words;
    private final String hint;
    private final Runnable action;
    private final PauseTransition hinting = new PauseTransition(javafx.util.Duration.millis(HINT.toMillis()));
    private final AnimationTimer filling = new AnimationTimer() {
        @Override
        public void handle(long now) {
            fill(now);
        }
    };
    private boolean held;
    private long since;

    /** @param hint what to do, for who lets go too early */
    public HoldButton(String words, String hint, Runnable action) {
        super(words, Icons.of(Feather.OCTAGON));
        this.words = words;
        this.hint = hint;
        this.action = action;
        getStyleClass().addAll("hold");
        setMnemonicParsing(false);
        hinting.setOnFinished(event -> setText(words));
        addEventFilter(MouseEvent.MOUSE_PRESSED, event -> {
            if (event.getButton() == MouseButton.PRIMARY) {
                begin();
            }
        });
        addEventFilter(MouseEvent.MOUSE_RELEASED, event -> letGo());
        addEventFilter(KeyEvent.ANY, this::key);
        focusedProperty().subscribe(focused -> {
            if (!focused) {
                letGo();
            }
        });
        sceneProperty().subscribe(scene -> letGo());
    }

    private void key(KeyEvent event) {
        if (event.getCode() == KeyCode.SPACE) {
            if (event.getEventType() == KeyEvent.KEY_PRESSED) {
                begin();
            } else if (event.getEventType() == KeyEvent.KEY_RELEASED) {
                letGo();
            }
            event.consume();
        } else if (event.getCode() == KeyCode.ENTER) {
            if (event.getEventType() == KeyEvent.KEY_PRESSED) {
                hint();
            }
            event.consume();
        }
    }

    /** A held key is pressed again and again: only the first counts. */
    private void begin() {
        if (!held && !isDisabled()) {
            held = true;
            since = System.nanoTime();
            filling.start();
        }
    }

    private void letGo() {
        if (held) {
            end();
            hint();
        }
    }

    private void end() {
        held = false;
        filling.stop();
        setStyle("");
    }

    private void hint() {
        setText(hint);
        hinting.playFromStart();
    }

    private void fill(long now) {
        double part = (now - since) / (double) HOLD.toNanos();
        if (part >= 1) {
            end();
            hinting.stop();
            setText(words);
            action.run();
            return;
        }
        // Who asked for less motion sees it full at once: that it is held has to be seen.
        long percent = getScene().getPreferences().isReducedMotion() ? 100 : Math.round(Math.max(0, part) * 100);
        setStyle("-fx-background-color: linear-gradient(to right, -bh-halt-held " + percent + "%, -bh-halt " + percent
                + "%);");
    }

    /** What is pressed is not yet meant: only being held is. */
    @Override
    public void fire() {}
}
