package dev.bulkhead.ui.setup;

import atlantafx.base.theme.Styles;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.model.SettingsText;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.PassphraseField;
import dev.bulkhead.ui.theme.Shown;
import java.util.Optional;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/**
 * The settings of the selected client, as a form and as the file that they are: two views of one text, judged while it is edited, with
 * the line of each error and what would wait; what waits is confirmed here with the passphrase. What is edited is kept until it is
 * saved, thrown away, or another client is selected. JavaFX thread.
 */
public final class SettingsPage extends VBox {
    /** Typing pauses this long before the text is judged. */
    private static final Duration PAUSE = Duration.millis(350);

    private final SetUp setUp;
    private final Texts texts;
    private final TextArea editor = new TextArea();
    private final SettingsForm form;
    private final ToggleButton asForm;
    private final ToggleButton asText;
    private final Label file = new Label();
    private final Said state = new Said("settings-state");
    private final Findings findings;
    private final Button save;
    private final Button revert;
    private final PassphraseField passphrase;
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
        form = new SettingsForm(texts, editor::setText);
        editor.textProperty().subscribe(this::typed);
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (new KeyCodeCombination(KeyCode.S, KeyCombination.SHORTCUT_DOWN).match(event)) {
                // What is being typed in a field counts when the field is left.
                Node typing = getScene().getFocusOwner();
                requestFocus();
                save();
                typing.requestFocus();
                event.consume();
            }
        });
        file.getStyleClass().addAll("muted", "small");
        file.setId("settings-file");
        findings = new Findings(texts, this::select);
        asForm = view("settings-as-form", Feather.SLIDERS, "settings.as-form", Styles.LEFT_PILL);
        asText = view("settings-as-text", Feather.CODE, "settings.as-text", Styles.RIGHT_PILL);
        save = Icons.button(Feather.SAVE, texts.get("settings.save"));
        save.setId("settings-save");
        save.getStyleClass().add(Styles.ACCENT);
        save.setOnAction(event -> save());
        revert = Icons.button(Feather.ROTATE_CCW, texts.get("settings.revert"));
        revert.setId("settings-revert");
        revert.setOnAction(event -> read());
        passphrase = new PassphraseField(texts.get("sign-in.passphrase"), texts.get("settings.confirm"), this::confirm)
                .named("settings");
        Label words = new Label(texts.get("settings.confirm.text"));
        words.setWrapText(true);
        confirming = new VBox(8, words, passphrase);
        StackPane views = new StackPane(form, editor);
        views.setMinHeight(0);
        setVgrow(views, Priority.ALWAYS);
        getChildren().addAll(bar(), state, findings, confirming, views);
        pause.setOnFinished(event -> check());
        look(asForm);
        model.selected().follow(tenant -> tenant.ifPresent(this::show));
        model.settings().follow(now -> now.ifPresent(this::heard));
    }

    private ToggleButton view(String id, Feather icon, String key, String place) {
        ToggleButton button = new ToggleButton(texts.get(key), Icons.of(icon));
        button.setId(id);
        button.getStyleClass().add(place);
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(event -> look(button));
        return button;
    }

    private HBox bar() {
        ToggleGroup views = new ToggleGroup();
        views.getToggles().addAll(asForm, asText);
        file.setMinWidth(0);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox bar = new HBox(10, new HBox(asForm, asText), file, space, revert, save);
        bar.setAlignment(Pos.CENTER_LEFT);
        save.setMinWidth(USE_PREF_SIZE);
        revert.setMinWidth(USE_PREF_SIZE);
        return bar;
    }

    /** The one that is pressed stays pressed: one of the two is always shown. */
    private void look(ToggleButton view) {
        view.setSelected(true);
        form.setVisible(view == asForm);
        editor.setVisible(view == asText);
    }

    private void show(Tenant tenant) {
        form.show(tenant);
        if (!Optional.of(tenant.id()).equals(shown)) {
            shown = Optional.of(tenant.id());
            base = "";
            editor.setText("");
            read();
        }
    }

    /** The file is another than the one that was read: taken over, unless something is being edited here. */
    private void heard(SettingsText now) {
        boolean isEdited = !editor.getText().equals(base);
        boolean isKnown = now.text().equals(base) && now.waiting().isEmpty() != confirming.isVisible();
        if (shown.isPresent() && !isKnown && !isEdited) {
            taken(shown.get(), now, false);
        } else if (isEdited && !now.text().equals(base) && !base.isEmpty()) {
            state.problem(texts.get("settings.changed-meanwhile"));
        }
    }

    private void read() {
        passphrase.forget();
        waits(false);
        shown.ifPresent(tenant -> setUp.settings(tenant, now -> taken(tenant, now, false), this::failed));
    }

    private void taken(TenantId tenant, SettingsText now, boolean isSaved) {
        if (!shown.equals(Optional.of(tenant))) {
            return;
        }
        base = now.text();
        if (!editor.getText().equals(base)) {
            editor.setText(base);
        }
        form.problems(java.util.List.of());
        file.setText(now.file());
        findings.clear();
        waits(!now.waiting().isEmpty());
        if (!now.waiting().isEmpty()) {
            state.problem(texts.get("settings.waits"));
            findings.sentences(now.waiting());
        } else if (isSaved) {
            state.done(texts.get("settings.saved"));
        } else {
            state.nothing();
        }
        changed();
    }

    private void typed() {
        form.show(editor.getText());
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
        findings.clear();
        waits(false);
        form.problems(judgement.problems());
        if (!judgement.problems().isEmpty()) {
            state.problem(texts.get("settings.problems", judgement.problems().size()));
            findings.problems(judgement.problems());
        } else if (!judgement.widens().isEmpty()) {
            state.doing(texts.get("settings.would-wait"));
            findings.sentences(judgement.widens());
        } else {
            state.done(texts.get("settings.good"));
        }
    }

    /** Puts the caret to where the line begins, and selects it. */
    private void select(int line) {
        look(asText);
        String[] lines = editor.getText().split("\n", -1);
        int start = 0;
        for (int i = 0; i < Math.min(line - 1, lines.length - 1); i++) {
            start += lines[i].length() + 1;
        }
        editor.requestFocus();
        editor.selectRange(start, start + lines[Math.min(Math.max(line, 1), lines.length) - 1].length());
    }

    private void save() {
        String text = editor.getText();
        if (text.equals(base)) {
            return;
        }
        pause.stop();
        checking.ifPresent(Errand::cancel);
        shown.ifPresent(tenant -> setUp.write(
                tenant,
                base,
                text,
                written -> setUp.settings(tenant, now -> taken(tenant, now, true), this::failed),
                this::failed));
    }

    private void confirm(SecretBytes typed) {
        shown.ifPresentOrElse(
                tenant -> setUp.confirm(tenant, typed, new Errand.Outcome() {
                    @Override
                    public void done() {
                        read();
                    }

                    @Override
                    public void failed(String why) {
                        SettingsPage.this.failed(why);
                    }
                }),
                typed::close);
    }

    private void waits(boolean now) {
        Shown.set(confirming, now);
    }

    private void failed(String why) {
        state.problem(why.isEmpty() ? texts.get("contact.none") : why);
    }
}
