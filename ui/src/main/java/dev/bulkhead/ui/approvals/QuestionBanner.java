package dev.bulkhead.ui.approvals;

import dev.bulkhead.ui.model.Question;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Banner;
import dev.bulkhead.ui.theme.Remaining;
import dev.bulkhead.ui.theme.Seconds;
import dev.bulkhead.ui.theme.Tone;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;

/** Says above every page that something waits, whose it is and how long it still does. Takes no keyboard. */
public final class QuestionBanner extends StackPane {
    private final WindowModel model;
    private final Texts texts;
    private final Clock clock;
    private final Banner banner = new Banner(Tone.WARNING, Feather.BELL);

    /** {@code look} opens the page where the question is answered. */
    public QuestionBanner(WindowModel model, Texts texts, Clock clock, Consumer<Question> look) {
        this.model = model;
        this.texts = texts;
        this.clock = clock;
        banner.setId("question-banner");
        Button button = new Button(texts.get("question.look"));
        button.setId("question-look");
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(event -> model.questions().get().stream().findFirst().ifPresent(look));
        banner.aside(button);
        getChildren().add(banner);
        managedProperty().bind(banner.visibleProperty());
        visibleProperty().bind(banner.visibleProperty());
        model.questions().follow(questions -> show());
        // A question can be heard of before its tenant's name is.
        model.tenants().follow(tenants -> show());
        Seconds.whileShown(this, this::show);
    }

    private void show() {
        List<Question> questions = model.questions().get();
        if (questions.isEmpty()) {
            banner.hide();
            return;
        }
        Question first = questions.getFirst();
        String more = questions.size() == 1 ? "" : texts.get("question.banner.more", questions.size() - 1);
        banner.show(
                texts.get(
                        first.subject() instanceof Question.Call ? "question.banner.call" : "question.banner.host",
                        model.nameOf(first.tenant()),
                        Words.what(first)),
                texts.get("question.banner.left", Remaining.of(texts, clock.instant(), first.expires()), more));
    }
}
