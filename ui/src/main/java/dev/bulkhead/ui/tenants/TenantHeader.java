package dev.bulkhead.ui.tenants;

import atlantafx.base.theme.Styles;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.TenantState;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.HoldButton;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Shown;
import dev.bulkhead.ui.theme.Swatch;
import dev.bulkhead.ui.theme.Tone;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Whose page it is, its state in a word, and the way in, out, and to an end. */
final class TenantHeader extends HBox {
    private final Texts texts;
    private final TenantActions actions;
    private final Swatch swatch = new Swatch();
    private final Label name = new Label();
    private final Chip state = new Chip();
    private final Chip active = new Chip();
    private final Label id = new Label();
    private final Label workspace = new Label();
    private final Tooltip fullPath = new Tooltip();
    private final Button makeActive;
    private final Button signIn;
    private final Button resume;
    private final Button signOut;
    private final HoldButton halt;
    private Optional<Tenant> shown = Optional.empty();
    private Optional<TenantId> activeNow = Optional.empty();

    TenantHeader(WindowModel model, Texts texts, TenantActions actions) {
        this.texts = texts;
        this.actions = actions;
        name.setId("page-name");
        name.getStyleClass().add("page-title");
        state.setId("page-state");
        active.setId("page-active");
        active.show(Tone.ACCENT, texts.get("page.active"));
        id.setId("page-id");
        id.getStyleClass().add("muted");
        id.setMinWidth(USE_PREF_SIZE);
        workspace.setId("page-workspace");
        workspace.getStyleClass().add("muted");
        workspace.setGraphic(Icons.of(Feather.FOLDER));
        workspace.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        workspace.setTooltip(fullPath);

        makeActive = button("make-active", Feather.ARROW_RIGHT_CIRCLE, "page.make-active", TenantActions::makeActive);
        signIn = button("sign-in", Feather.LOG_IN, "page.sign-in", TenantActions::signIn);
        signIn.getStyleClass().add(Styles.ACCENT);
        resume = button("resume", Feather.PLAY, "page.resume", TenantActions::resume);
        resume.getStyleClass().add(Styles.ACCENT);
        signOut = button("sign-out", Feather.LOCK, "page.sign-out", TenantActions::signOut);
        halt = new HoldButton(texts.get("halt.one"), texts.get("halt.hold"), () -> shown.ifPresent(actions::halt));
        halt.setId("halt");

        HBox title = new HBox(12, name, state, active);
        title.setAlignment(Pos.CENTER_LEFT);
        HBox under = new HBox(id, workspace);
        under.getStyleClass().add("page-under-title");
        VBox words = new VBox(4, title, under);
        words.setMinWidth(0);
        setHgrow(words, Priority.ALWAYS);
        HBox buttons = new HBox(8, makeActive, signIn, resume, signOut, halt);
        buttons.setMinWidth(USE_PREF_SIZE);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        getStyleClass().add("page-header");
        getChildren().addAll(swatch, words, buttons);
        model.active().follow(now -> {
            activeNow = now;
            offer();
        });
    }

    private Button button(String buttonId, Feather icon, String words, BiConsumer<TenantActions, Tenant> action) {
        Button button = Icons.button(icon, texts.get(words));
        button.setId(buttonId);
        button.setOnAction(event -> shown.ifPresent(tenant -> action.accept(actions, tenant)));
        return button;
    }

    void show(Tenant tenant) {
        shown = Optional.of(tenant);
        swatch.show(tenant.id());
        name.setText(tenant.name());
        state.show(StateLook.tone(tenant.state()), StateLook.word(texts, tenant.state()));
        id.setText(tenant.id().value());
        workspace.setText(tenant.workspace());
        workspace.setAccessibleText(texts.get("page.workspace", tenant.workspace()));
        fullPath.setText(tenant.workspace());
        offer();
    }

    /** A button that cannot be used is not there: the state's word says why. The keyboard goes to one that is. */
    private void offer() {
        if (shown.isEmpty()) {
            return;
        }
        TenantState now = shown.get().state();
        boolean isActive = activeNow.equals(shown.map(Tenant::id));
        boolean answers = now != TenantState.UNKNOWN;
        Shown.set(active, isActive && answers);
        List<Button> all = List.of(makeActive, signIn, resume, signOut);
        boolean hadFocus = all.stream().anyMatch(Button::isFocused);
        there(makeActive, answers && !isActive);
        there(signIn, now.canSignIn());
        there(resume, now == TenantState.HALTED);
        there(signOut, now.canSignOut());
        halt.setDisable(!answers);
        if (hadFocus && all.stream().noneMatch(button -> button.isFocused() && button.isVisible())) {
            all.stream().filter(Button::isVisible).reduce((first, last) -> last).ifPresent(Button::requestFocus);
        }
    }

    private static void there(Button button, boolean offered) {
        Shown.set(button, offered);
    }
}
