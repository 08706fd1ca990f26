package dev.bulkhead.ui.approvals;

import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.Question;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.Value;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Seconds;
import dev.bulkhead.ui.theme.Shown;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The queue of the selected tenant, the oldest question first, and below it what was answered. */
public final class QuestionsPage extends ScrollPane {
    private final WindowModel model;
    private final Texts texts;
    private final Clock clock;
    private final Supervisor supervisor;
    private final VBox cards = new VBox(12);
    private final VBox nothing;
    private final Value<Integer> count = new Value<>(0);

    public QuestionsPage(WindowModel model, Supervisor supervisor, Texts texts, Clock clock) {
        this.model = model;
        this.texts = texts;
        this.clock = clock;
        this.supervisor = supervisor;
        getStyleClass().add("page-scroll");
        setFitToWidth(true);
        Label words = new Label(texts.get("question.none"));
        words.setId("question-none");
        words.getStyleClass().add("muted");
        words.setWrapText(true);
        nothing = new VBox(10, Icons.of(Feather.CHECK_CIRCLE), words);
        nothing.getStyleClass().add("nothing");
        nothing.setAlignment(Pos.CENTER);
        VBox all = new VBox(20, nothing, cards, new History(model, texts, clock.getZone()));
        all.getStyleClass().add("page-body");
        setContent(all);
        model.questions().follow(questions -> show());
        model.selected().follow(tenant -> show());
        Seconds.whileShown(this, () -> all().forEach(QuestionCard::tick));
    }

    /** How many wait, for the tab. */
    public Value<Integer> count() {
        return count;
    }

    /** Puts the keyboard on the answer to the first question that does no harm. */
    public void focus() {
        // After the tab has been laid out: what cannot be seen takes no keyboard.
        Platform.runLater(() -> all().stream().findFirst().ifPresent(QuestionCard::focus));
    }

    private List<QuestionCard> all() {
        return cards.getChildren().stream().map(QuestionCard.class::cast).toList();
    }

    /** Cards that stay are the same ones: what is being typed or read there is not taken away by another question. */
    private void show() {
        List<Question> now =
                model.selected().get().map(Tenant::id).map(model::questionsOf).orElse(List.of());
        List<QuestionCard> wanted = new ArrayList<>();
        for (Question question : now) {
            Optional<QuestionCard> there = all().stream()
                    .filter(card -> card.question().equals(question))
                    .findFirst();
            wanted.add(there.orElseGet(
                    () -> new QuestionCard(question, model.nameOf(question.tenant()), texts, clock, supervisor)));
        }
        boolean hadKeyboard = all().stream().anyMatch(card -> card.isFocusWithin() && !wanted.contains(card));
        cards.getChildren().retainAll(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            if (i >= cards.getChildren().size() || !cards.getChildren().get(i).equals(wanted.get(i))) {
                cards.getChildren().add(i, wanted.get(i));
            }
        }
        Shown.set(nothing, wanted.isEmpty());
        count.set(wanted.size());
        if (hadKeyboard) {
            // Else it would go to whatever comes first in the window, and what is typed next with it.
            requestFocus();
            focus();
        }
    }
}
