package dev.bulkhead.ui.audit;

import atlantafx.base.controls.CustomTextField;
import atlantafx.base.theme.Styles;
import dev.bulkhead.ui.model.AuditFilter;
import dev.bulkhead.ui.model.AuditSummary;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Shown;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javafx.animation.PauseTransition;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.DatePicker;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/** What events are looked for by, and below it the same in words, each with a way to take it back. JavaFX thread. */
final class FilterBar extends VBox {
    /** Who types goes on typing for so long. */
    static final Duration TYPING = Duration.millis(150);

    private final Texts texts;
    private final EventWords words;
    private final FilterWords filterWords;
    private final Supplier<Instant> now;
    private final Consumer<AuditFilter> changed;
    private final CustomTextField text = new CustomTextField();
    private final ComboBox<TimeChoice> time = new ComboBox<>();
    private final DatePicker from = new DatePicker();
    private final DatePicker to = new DatePicker();
    private final NameChoice tool;
    private final NameChoice server;
    private final NameChoice host;
    private final NameChoice status;
    private final FlowPane controls = new FlowPane();
    private final FlowPane asked = new FlowPane();
    private final PauseTransition typing = new PauseTransition(TYPING);
    private AuditFilter filter = AuditFilter.ALL;
    private boolean showing;

    /** Whether days are chosen, and not a part of the chart. */
    private boolean byDays;

    FilterBar(EventWords words, Supplier<Instant> now, Consumer<AuditFilter> changed) {
        this.words = words;
        this.texts = words.texts();
        this.filterWords = new FilterWords(words);
        this.now = now;
        this.changed = changed;
        this.tool = choice("tool", UnaryOperator.identity(), name -> ask(filter.withTool(name)));
        this.server = choice("server", filterWords::server, name -> ask(filter.withServer(name)));
        this.host = choice("host", UnaryOperator.identity(), name -> ask(filter.withHost(name)));
        this.status = choice("status", filterWords::status, word -> ask(filter.withStatus(word)));
        getStyleClass().add("filter-bar");
        controls.getStyleClass().add("filters");
        asked.getStyleClass().add("filters");
        asked.setId("filter-words");
        controls.getChildren()
                .addAll(textField(), timeChoice(), day(from, "from"), day(to, "to"), tool, server, host, status);
        getChildren().addAll(controls, asked);
        show();
    }

    private CustomTextField textField() {
        text.setId("filter-text");
        text.setPromptText(texts.get("audit.find"));
        text.setAccessibleText(texts.get("audit.find"));
        text.setLeft(Icons.of(Feather.SEARCH));
        text.setPrefWidth(160);
        typing.setOnFinished(event -> ask(filter.withText(text.getText())));
        text.textProperty().addListener((property, before, typed) -> {
            if (!showing) {
                typing.playFromStart();
            }
        });
        text.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE && !text.getText().isEmpty()) {
                text.clear();
                event.consume();
            }
        });
        return text;
    }

    private ComboBox<TimeChoice> timeChoice() {
        time.setId("filter-time");
        time.setAccessibleText(texts.get("audit.span"));
        time.getItems().setAll(TimeChoice.values());
        time.setConverter(NameChoice.shownAs(choice -> texts.get(choice.key())));
        time.setValue(TimeChoice.ANY);
        time.valueProperty().addListener((property, before, choice) -> {
            if (!showing) {
                choose(choice);
            }
        });
        return time;
    }

    private void choose(TimeChoice choice) {
        byDays = choice == TimeChoice.SPAN;
        days(byDays);
        if (byDays) {
            from.requestFocus();
        } else {
            ask(filter.between(choice.since(now.get(), words.zone()), Optional.empty()), choice);
        }
    }

    private DatePicker day(DatePicker picker, String name) {
        picker.setId("filter-" + name);
        picker.setPromptText(texts.get("audit.span." + name));
        picker.setAccessibleText(texts.get("audit.span." + name));
        picker.setPrefWidth(150);
        picker.valueProperty().addListener((property, before, day) -> {
            if (!showing) {
                ask(filter.between(
                        Optional.ofNullable(from.getValue()).map(first -> TimeChoice.midnight(first, words.zone())),
                        Optional.ofNullable(to.getValue())
                                .map(last -> TimeChoice.midnight(last.plusDays(1), words.zone()))));
            }
        });
        return picker;
    }

    private NameChoice choice(String what, UnaryOperator<String> word, Consumer<String> chosen) {
        return new NameChoice("filter-" + what, texts.get("audit.any." + what), word, chosen);
    }

    /** What is asked for now. */
    AuditFilter filter() {
        return filter;
    }

    /** There is this to choose from. */
    void offer(AuditSummary summary) {
        tool.offer(summary.tools(), filter.tool());
        server.offer(summary.servers(), filter.server());
        host.offer(summary.hosts(), filter.host());
        status.offer(summary.statuses(), filter.status());
    }

    /** Asks for {@code wanted} from now on, and shows that it does. */
    void ask(AuditFilter wanted) {
        boolean hasTime = wanted.since().isPresent() || wanted.until().isPresent();
        boolean sameTime =
                wanted.since().equals(filter.since()) && wanted.until().equals(filter.until());
        ask(wanted, sameTime ? time.getValue() : hasTime ? TimeChoice.SPAN : TimeChoice.ANY);
    }

    private void ask(AuditFilter wanted, TimeChoice choice) {
        typing.stop();
        boolean isNew = !wanted.equals(filter);
        filter = wanted;
        showing = true;
        time.setValue(choice);
        showing = false;
        show();
        if (isNew) {
            changed.accept(filter);
        }
    }

    /** Another stream is looked at: nothing is asked for, and there is nothing to choose from yet. */
    void reset() {
        typing.stop();
        filter = AuditFilter.ALL;
        showing = true;
        time.setValue(TimeChoice.ANY);
        showing = false;
        offer(AuditSummary.EMPTY);
        show();
    }

    private void show() {
        showing = true;
        if (!text.getText().strip().equals(filter.text())) {
            text.setText(filter.text());
        }
        tool.choose(filter.tool());
        server.choose(filter.server());
        host.choose(filter.host());
        status.choose(filter.status());
        from.setValue(filter.since().map(this::dayOf).orElse(null));
        to.setValue(filter.until().map(end -> dayOf(end.minusMillis(1))).orElse(null));
        byDays &= time.getValue() == TimeChoice.SPAN;
        days(byDays);
        asked.getChildren().clear();
        for (FilterWords.Asked one : filterWords.of(filter)) {
            asked.getChildren().add(chip(one));
        }
        if (!asked.getChildren().isEmpty()) {
            Button clear = new Button(texts.get("audit.filter.clear"));
            clear.setId("filter-clear");
            clear.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
            clear.setOnAction(event -> clear());
            asked.getChildren().add(clear);
        }
        Shown.set(asked, !asked.getChildren().isEmpty());
        showing = false;
    }

    private LocalDate dayOf(Instant moment) {
        return moment.atZone(words.zone()).toLocalDate();
    }

    private void days(boolean shown) {
        for (DatePicker picker : List.of(from, to)) {
            Shown.set(picker, shown);
        }
    }

    private Button chip(FilterWords.Asked one) {
        Button chip = Icons.button(Feather.X, one.words());
        chip.setContentDisplay(javafx.scene.control.ContentDisplay.RIGHT);
        chip.getStyleClass().addAll("filter-chip", Styles.SMALL);
        chip.setAccessibleText(texts.get("audit.filter.remove", one.words()));
        chip.setOnAction(event -> ask(one.rest()));
        return chip;
    }

    /** Takes everything back that is asked for; returns whether there was something. */
    boolean clear() {
        boolean some = !filter.equals(AuditFilter.ALL) || !text.getText().isEmpty();
        showing = true;
        text.clear();
        showing = false;
        ask(AuditFilter.ALL);
        return some;
    }

    void focusText() {
        text.requestFocus();
        text.selectAll();
    }
}
