package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.Verdict;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Shown;
import dev.bulkhead.ui.theme.Tone;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.feather.Feather;

/** What became of what was asked for: that it runs, that the stream is sound, that a file is written, or why not. */
final class NoticeLine extends HBox {
    private final Texts texts;
    private final DateTimeFormatter clock;
    private final Label words = new Label();
    private final Button dismiss;
    private Tone tone = Tone.NEUTRAL;
    private Runnable whenDismissed = () -> {};

    NoticeLine(Texts texts, ZoneId zone) {
        this.texts = texts;
        this.clock = DateTimeFormatter.ofPattern(texts.get("audit.time.clock"), texts.locale())
                .withZone(zone);
        getStyleClass().addAll("verdict", tone.styleClass());
        words.setId("verdict");
        words.setWrapText(true);
        words.setMaxWidth(Double.MAX_VALUE);
        words.setMinWidth(0);
        setHgrow(words, Priority.ALWAYS);
        dismiss = Icons.button(Feather.X, texts.get("audit.verify.dismiss"), this::dismissed);
        hide();
    }

    /** Runs {@code task} once when what is said next is dismissed: what is not wanted any more need not go on. */
    void whenDismissed(Runnable task) {
        whenDismissed = task;
    }

    private void dismissed() {
        Runnable task = whenDismissed;
        hide();
        task.run();
    }

    void hide() {
        whenDismissed = () -> {};
        Shown.set(this, false);
        words.setText("");
    }

    /** Something runs: in words, from the first moment. */
    void running(String what) {
        ProgressIndicator turning = new ProgressIndicator();
        turning.setMinSize(18, 18);
        turning.setPrefSize(18, 18);
        show(Tone.NEUTRAL, turning, what, List.of());
    }

    void show(Verdict verdict) {
        switch (verdict) {
            case Verdict.Sound(long events, Instant at, List<String> notes) ->
                show(
                        notes.isEmpty() ? Tone.SUCCESS : Tone.WARNING,
                        Icons.toned(Feather.CHECK_CIRCLE),
                        texts.get("audit.verify.sound", events, clock.format(at)),
                        notes);
            case Verdict.Broken(long seq, String segment, String problem, Instant at, List<String> notes) ->
                show(
                        Tone.DANGER,
                        Icons.toned(Feather.ALERT_OCTAGON),
                        texts.get("audit.verify.broken", seq, segment, problem, clock.format(at)),
                        notes);
        }
    }

    void done(String what) {
        show(Tone.SUCCESS, Icons.toned(Feather.CHECK_CIRCLE), what, List.of());
    }

    void failed(String what) {
        show(Tone.DANGER, Icons.toned(Feather.ALERT_CIRCLE), what, List.of());
    }

    private void show(Tone now, Node icon, String sentence, List<String> notes) {
        getStyleClass().remove(tone.styleClass());
        tone = now;
        getStyleClass().add(tone.styleClass());
        List<String> lines = new ArrayList<>(List.of(sentence));
        lines.addAll(notes);
        words.setText(String.join("\n", lines));
        getChildren().setAll(icon, words, dismiss);
        Shown.set(this, true);
    }
}
