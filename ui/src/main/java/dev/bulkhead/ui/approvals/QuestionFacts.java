package dev.bulkhead.ui.approvals;

import dev.bulkhead.ui.model.Program;
import dev.bulkhead.ui.model.Question;
import dev.bulkhead.ui.model.ReadableJson;
import dev.bulkhead.ui.text.Texts;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Everything that a decision needs to know, a line each: who asks, what with, and by which rule it waits. */
final class QuestionFacts extends GridPane {
    private static final int MOST_LINES = 12;
    private static final double LINE = 19;

    private final Texts texts;
    private int row;

    QuestionFacts(Question question, Texts texts) {
        this.texts = texts;
        getStyleClass().add("question-facts");
        ColumnConstraints names = new ColumnConstraints();
        names.setMinWidth(Region.USE_PREF_SIZE);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        values.setMinWidth(0);
        getColumnConstraints().addAll(names, values);
        switch (question.subject()) {
            case Question.Call call -> call(call);
            case Question.Host host -> host(host);
        }
        add("question.session", question.session());
    }

    private void call(Question.Call call) {
        add("question.host", program(call.program()));
        if (!call.parents().isEmpty()) {
            add("question.parents", parents(call.parents()));
        }
        add("question.rule", call.rule());
        add("question.arguments", arguments(call));
        if (!call.whole()) {
            add("", texts.get("question.arguments.more", call.bytes()));
        }
    }

    private void host(Question.Host host) {
        if (host.hasChanged()) {
            add("question.host.changed", texts.get("question.host.changed.text"));
        }
        add("question.program", program(host.program()));
        if (!host.script().isEmpty()) {
            add("question.script", host.script());
        }
        add("question.fingerprint", host.sha256());
        add("question.parents", parents(host.parents()));
        if (host.isLetGo()) {
            add("question.let-go", texts.get("question.let-go.text"));
        }
    }

    private String parents(List<Program> parents) {
        return parents.isEmpty()
                ? texts.get("question.parents.none")
                : parents.stream().map(this::program).collect(Collectors.joining("\n"));
    }

    private String program(Program program) {
        return texts.get("question.process", program.executable(), program.pid());
    }

    private void add(String key, String value) {
        Label label = new Label(value.lines().map(ReadableJson::plain).collect(Collectors.joining("\n")));
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        add(key, label);
    }

    private void add(String key, Node value) {
        if (!key.isEmpty()) {
            Label name = new Label(texts.get(key));
            name.getStyleClass().add("muted");
            name.setLabelFor(value);
            setValignment(name, javafx.geometry.VPos.TOP);
            add(name, 0, row);
        }
        add(value, 1, row);
        row++;
    }

    /** Can be selected, copied and scrolled, and not changed. */
    private TextArea arguments(Question.Call call) {
        TextArea area = new TextArea(call.arguments());
        area.setId("question-arguments");
        area.setEditable(false);
        area.setWrapText(true);
        area.getStyleClass().add("arguments");
        area.setAccessibleText(texts.get("question.arguments"));
        long lines = Math.min(
                MOST_LINES,
                call.arguments()
                        .lines()
                        .mapToLong(line -> 1 + line.length() / 90)
                        .sum());
        area.setMinHeight(Region.USE_PREF_SIZE);
        area.setPrefHeight(Math.max(1, lines) * LINE + 26);
        return area;
    }
}
