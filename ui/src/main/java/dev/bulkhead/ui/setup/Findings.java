package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.model.SettingsText;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Shown;
import java.util.List;
import java.util.function.IntConsumer;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** What was found in a text of settings: each problem leads to its line, each thing that widens is a sentence. */
final class Findings extends VBox {
    private final Texts texts;
    private final IntConsumer select;

    /** @param select shows the line of that number, counted from 1 */
    Findings(Texts texts, IntConsumer select) {
        super(4);
        this.texts = texts;
        this.select = select;
        setId("settings-findings");
        clear();
    }

    void clear() {
        getChildren().clear();
        shown();
    }

    void problems(List<SettingsText.Problem> problems) {
        problems.forEach(problem -> getChildren().add(link(problem)));
        shown();
    }

    void sentences(List<String> sentences) {
        for (String sentence : sentences) {
            Label line = new Label(sentence, Icons.of(Feather.ALERT_TRIANGLE));
            line.setWrapText(true);
            getChildren().add(line);
        }
        shown();
    }

    private void shown() {
        Shown.set(this, !getChildren().isEmpty());
    }

    private Hyperlink link(SettingsText.Problem problem) {
        Hyperlink link = new Hyperlink(texts.get(
                "settings.problem",
                problem.line(),
                problem.key().isEmpty() || problem.message().startsWith(problem.key())
                        ? problem.message()
                        : problem.key() + ": " + problem.message()));
        link.setWrapText(true);
        link.setId("settings-problem-" + problem.line());
        link.setOnAction(event -> select.accept(problem.line()));
        return link;
    }
}
