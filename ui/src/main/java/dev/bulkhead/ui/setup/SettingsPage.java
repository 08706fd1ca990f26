package dev.bulkhead.ui.setup;

import atlantafx.base.theme.Styles;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.model.SettingsText;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Passphrase;
import java.util.Optional;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/**
 * The settings of the selected client as the file that they are: judged while they are typed, with the line of each error and what
 * would wait; what waits is confirmed here with the passphrase. What is typed is kept until it is saved, thrown away, or another
 * client is selected. JavaFX thread.
 */
public final class SettingsPage extends VBox {
    /** Typing pauses this long before the text is judged. */
    private static final Duration PAUSE = Duration.millis(350);

    private final SetUp setUp;
    private final Texts texts;
    private final TextArea editor = new TextArea();
    private final Label file = new Label();
    private final Said state = new Said("settings-state");
    private final VBox findings = new VBox(4);
    private final Button save;
    private final Button revert;
    private final PasswordField passphrase = new PasswordField();
    private final VBox confirming;
    private final PauseTransition pause = new PauseTransition(PAUSE);
    private Optional<TenantId> shown = Optional.empty();
    private Optional<Errand> checking = Optional.empty();
    private String base = "";

    public SettingsPage(WindowModel model, SetUp setUp, Texts texts) {
        this.setUp = setUp;
        this.texts = texts;
        getStyleClass().addAll("card", "settings");
        editor.setId("settings-text");
        editor.setAccessibleText(texts.get("settings.title"));
        editor.getStyleClass().add("monospace");
        editor.textProperty().subscribe(this::typed);
        editor.setOnKeyPressed(event -> {
            if (new KeyCodeCombination(KeyCode.S, KeyCombination.SHORTCUT_DOWN).match(event)) {
                save();
                event.consume();
            }
        });
        setVgrow(editor, Priority.ALWAYS);
        file.getStyleClass().addAll("muted", "small");
        file.setId("settings-file");
        findings.setId("settings-findings");
        save = Icons.button(Feather.SAVE, texts.get("settings.save"));
        save.setId("settings-save");
        save.getStyleClass().add(Styles.ACCENT);
        save.setOnAction(event -> save());
        revert = Icons.button(Feather.ROTATE_CCW, texts.get("settings.revert"));
        revert.setId("settings-revert");
        revert.setOnAction(event -> read());
        confirming = confirming();
        getChildren().addAll(bar(), editor, state, findings, confirming);
        pause.setOnFinished(event -> check());
        model.selected().follow(tenant -> show(tenant.map(Tenant::id)));
    }

    private HBox bar() {
        Label title = new Label(texts.get("settings.title"));
        title.getStyleClass().add("audit-title");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox bar = new HBox(10, title, file, space, revert, save);
        bar.setAlignment(Pos.CENTER_LEFT);
        return bar;
    }

    private VBox confirming() {
        passphrase.setId("settings-passphrase");
        passphrase.setAccessibleText(texts.get("sign-in.passphrase"));
        passphrase.setPromptText(texts.get("sign-in.passphrase"));
        Button confirm = Icons.button(Feather.CHECK, texts.get("settings.confirm"));
        confirm.setId("settings-confirm");
        confirm.setOnAction(event -> confirm());
        passphrase.setOnAction(event -> confirm());
        Label words = new Label(texts.get("settings.confirm.text"));
        words.setWrapText(true);
        HBox line = new HBox(10, passphrase, confirm);
        line.setAlignment(Pos.CENTER_LEFT);
        return new VBox(8, words, line);
    }

    private void show(Optional<TenantId> tenant) {
        if (!tenant.equals(shown)) {
            shown = tenant;
            read();
        }
    }

    private void read() {
        base = "";
        passphrase.clear();
        waits(false);
        shown.ifPresent(tenant -> setUp.settings(tenant, now -> taken(tenant, now), this::failed));
    }

    private void taken(TenantId tenant, SettingsText now) {
        if (!shown.equals(Optional.of(tenant))) {
            return;
        }
        base = now.text();
        editor.setText(base);
        file.setText(now.file());
        state.nothing();
        findings.getChildren().clear();
        if (!now.waiting().isEmpty()) {
            state.problem(texts.get("settings.waits"));
            now.waiting().forEach(sentence -> findings.getChildren().add(line(sentence)));
            waits(true);
        }
        changed();
    }

    private void typed() {
        changed();
        pause.playFromStart();
    }

    private void changed() {
        boolean differs = !editor.getText().equals(base);
        save.setDisable(!differs);
        revert.setDisable(!differs);
    }

    private void check() {
        checking.ifPresent(Errand::cancel);
        if (editor.getText().equals(base) || editor.getText().isBlank()) {
            return;
        }
        checking = shown.map(tenant -> setUp.check(tenant, editor.getText(), this::judged, this::failed));
    }

    private void judged(SettingsText.Judgement judgement) {
        findings.getChildren().clear();
        waits(false);
        if (!judgement.problems().isEmpty()) {
            state.problem(texts.get("settings.problems", judgement.problems().size()));
            judgement.problems().forEach(problem -> findings.getChildren().add(link(problem)));
        } else if (!judgement.widens().isEmpty()) {
            state.doing(texts.get("settings.would-wait"));
            judgement.widens().forEach(sentence -> findings.getChildren().add(line(sentence)));
        } else {
            state.done(texts.get("settings.good"));
        }
    }

    private Hyperlink link(SettingsText.Problem problem) {
        Hyperlink link = new Hyperlink(texts.get(
                "settings.problem",
                problem.line(),
                problem.key().isEmpty() || problem.message().startsWith(problem.key())
                        ? problem.message()
                        : problem.key() + ": " + problem.message()));
        link.setWrapText(true);
        link.setOnAction(event -> select(problem.line()));
        return link;
    }

    /** Puts the caret to where the line begins, and selects it. */
    private void select(int line) {
        String[] lines = editor.getText().split("\n", -1);
        int start = 0;
        for (int i = 0; i < Math.min(line - 1, lines.length - 1); i++) {
            start += lines[i].length() + 1;
        }
        editor.requestFocus();
        editor.selectRange(start, start + lines[Math.min(Math.max(line, 1), lines.length) - 1].length());
    }

    private static Label line(String sentence) {
        Label line = new Label(sentence, Icons.of(Feather.ALERT_TRIANGLE));
        line.setWrapText(true);
        return line;
    }

    private void save() {
        String text = editor.getText();
        if (text.equals(base)) {
            return;
        }
        shown.ifPresent(tenant -> setUp.write(
                tenant,
                base,
                text,
                written -> {
                    state.done(texts.get("settings.saved"));
                    setUp.settings(tenant, now -> taken(tenant, now), this::failed);
                },
                this::failed));
    }

    private void confirm() {
        shown.ifPresent(tenant -> setUp.confirm(tenant, Passphrase.takeFrom(passphrase), new Errand.Outcome() {
            @Override
            public void done() {
                read();
            }

            @Override
            public void failed(String why) {
                SettingsPage.this.failed(why);
            }
        }));
    }

    private void waits(boolean now) {
        confirming.setManaged(now);
        confirming.setVisible(now);
    }

    private void failed(String why) {
        state.problem(why.isEmpty() ? texts.get("contact.none") : why);
    }
}
