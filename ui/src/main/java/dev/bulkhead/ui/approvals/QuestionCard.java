package dev.bulkhead.ui.approvals;

import atlantafx.base.theme.Styles;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.Question;
import dev.bulkhead.ui.model.Scope;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Banner;
import dev.bulkhead.ui.theme.GuardedButton;
import dev.bulkhead.ui.theme.PassphraseField;
import dev.bulkhead.ui.theme.Remaining;
import dev.bulkhead.ui.theme.Tone;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** One question with all that it is about, and the answers to it. Denying is what is at hand; approving is to be meant. */
final class QuestionCard extends VBox {
    private static final String ALL_TOOLS = "*";

    private final Question question;
    private final Texts texts;
    private final Clock clock;
    private final Supervisor supervisor;
    private final Label time = new Label();
    private final TextField tools = new TextField();
    private final Banner failure = new Banner(Tone.DANGER, Feather.ALERT_CIRCLE);
    private final PassphraseField passphrase;
    private final Button deny;
    private final List<Button> answers = new ArrayList<>();
    private Scope wanted = Scope.ONCE;

    QuestionCard(Question question, String tenant, Texts texts, Clock clock, Supervisor supervisor) {
        this.question = question;
        this.texts = texts;
        this.clock = clock;
        this.supervisor = supervisor;
        setId("question-" + question.id());
        getStyleClass().addAll("card", "question");
        boolean isCall = question.subject() instanceof Question.Call;
        Label title =
                new Label(texts.get(isCall ? "question.call" : "question.host-wants", Words.what(question), tenant));
        title.getStyleClass().add("question-title");
        title.setWrapText(true);
        title.setMinHeight(USE_PREF_SIZE);
        HBox.setHgrow(title, Priority.ALWAYS);
        title.setMaxWidth(Double.MAX_VALUE);
        time.getStyleClass().addAll("muted", "small");
        time.setMinWidth(USE_PREF_SIZE);
        HBox head = new HBox(12, title, time);
        head.setAlignment(Pos.TOP_LEFT);
        failure.setId("question-failure");
        passphrase = new PassphraseField(
                texts.get("question.passphrase", tenant),
                texts.get("question.passphrase.approve"),
                this::withPassphrase);
        passphrase.show(false);
        deny = new Button(texts.get("question.deny"));
        deny.setId("deny");
        deny.getStyleClass().add(Styles.ACCENT);
        deny.setOnAction(event -> deny(false));
        getChildren().addAll(head, new QuestionFacts(question, texts));
        if (!isCall) {
            getChildren().add(tools());
        }
        getChildren().addAll(failure, passphrase, buttons(isCall));
        tick();
    }

    private HBox tools() {
        tools.setId("question-tools");
        Question.Host host = (Question.Host) question.subject();
        tools.setText(String.join(", ", host.tools().isEmpty() ? List.of(ALL_TOOLS) : host.tools()));
        HBox.setHgrow(tools, Priority.ALWAYS);
        Label label = new Label(texts.get("question.tools"));
        label.setLabelFor(tools);
        label.setMinWidth(USE_PREF_SIZE);
        HBox line = new HBox(10, label, tools);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private HBox buttons(boolean isCall) {
        Button never = new Button(texts.get(isCall ? "question.deny.session" : "question.deny.always"));
        never.setId("deny-always");
        never.getStyleClass().add(Styles.FLAT);
        never.setOnAction(event -> deny(true));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox buttons = new HBox(8, deny, never, space);
        buttons.setAlignment(Pos.CENTER_LEFT);
        Label approve = new Label(texts.get("question.approve"));
        approve.getStyleClass().add("muted");
        buttons.getChildren().add(approve);
        answers.addAll(List.of(deny, never));
        for (Scope scope : question.scopes()) {
            GuardedButton button = new GuardedButton(texts.get("question.scope." + scope.wireName()));
            button.setId("approve-" + scope.wireName());
            button.setAccessibleText(texts.get("question.approve.spoken", button.getText()));
            button.setOnAction(event -> approve(scope));
            buttons.getChildren().add(button);
            answers.add(button);
        }
        return buttons;
    }

    Question question() {
        return question;
    }

    /** Puts the keyboard on what does no harm. */
    void focus() {
        deny.requestFocus();
    }

    /** Says how old it is and how long it still waits. */
    void tick() {
        time.setText(texts.get(
                "question.time",
                Remaining.of(texts, question.asked(), clock.instant()),
                Remaining.of(texts, clock.instant(), question.expires())));
    }

    private List<String> wantedTools() {
        if (question.subject() instanceof Question.Call) {
            return List.of();
        }
        return Arrays.stream(tools.getText().split("[,\\s]+"))
                .filter(tool -> !tool.isEmpty())
                .toList();
    }

    private void approve(Scope scope) {
        if (question.subject() instanceof Question.Host && wantedTools().isEmpty()) {
            // No tools at all must not pass for all of them.
            failed(texts.get("question.tools.none"));
            return;
        }
        wanted = scope;
        working(true);
        supervisor.approve(question, scope, wantedTools(), new Answer());
    }

    private void withPassphrase(SecretBytes typed) {
        working(true);
        supervisor.approve(question, wanted, wantedTools(), typed, new Answer());
    }

    private void deny(boolean forGood) {
        working(true);
        supervisor.deny(question, forGood, new Errand.Outcome() {
            @Override
            public void done() {
                // The supervisor says that it is settled, and the card goes.
            }

            @Override
            public void failed(String why) {
                QuestionCard.this.failed(why);
            }
        });
    }

    private void working(boolean now) {
        failure.hide();
        answers.forEach(button -> button.setDisable(now));
        passphrase.setDisable(now);
    }

    private void failed(String why) {
        working(false);
        failure.show(texts.get("question.failed"), why.isEmpty() ? texts.get("contact.none") : why);
    }

    private final class Answer implements Supervisor.Approval {
        @Override
        public void done() {
            // As for a refusal.
        }

        @Override
        public void passphraseNeeded(String why) {
            working(false);
            passphrase.show(true);
            passphrase.ask();
        }

        @Override
        public void failed(String why) {
            QuestionCard.this.failed(why);
            if (passphrase.isVisible()) {
                passphrase.ask();
            }
        }
    }
}
