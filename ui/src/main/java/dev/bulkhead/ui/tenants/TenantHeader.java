package dev.bulkhead.ui.tenants;

import atlantafx.base.theme.Styles;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.Icons;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Whose page it is, its state in a word, and the way in and out. */
final class TenantHeader extends HBox {
    private final Texts texts;
    private final Label name = new Label();
    private final Chip state = new Chip();
    private final Label id = new Label();
    private final Label workspace = new Label();
    private final Tooltip fullPath = new Tooltip();
    private final Button signIn;
    private final Button signOut;
    private Optional<Tenant> shown = Optional.empty();

    TenantHeader(Texts texts, TenantActions actions) {
        this.texts = texts;
        name.setId("page-name");
        name.getStyleClass().add("page-title");
        state.setId("page-state");
        id.setId("page-id");
        id.getStyleClass().add("muted");
        id.setMinWidth(USE_PREF_SIZE);
        workspace.setId("page-workspace");
        workspace.getStyleClass().add("muted");
        workspace.setGraphic(Icons.of(Feather.FOLDER));
        workspace.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        workspace.setTooltip(fullPath);

        signIn = Icons.button(Feather.LOG_IN, texts.get("page.sign-in"));
        signIn.setId("sign-in");
        signIn.getStyleClass().add(Styles.ACCENT);
        signIn.setOnAction(event -> shown.ifPresent(actions::signIn));
        signOut = Icons.button(Feather.LOG_OUT, texts.get("page.sign-out"));
        signOut.setId("sign-out");
        signOut.setOnAction(event -> shown.ifPresent(actions::signOut));

        HBox title = new HBox(12, name, state);
        title.setAlignment(Pos.CENTER_LEFT);
        HBox under = new HBox(id, workspace);
        under.getStyleClass().add("page-under-title");
        VBox words = new VBox(4, title, under);
        words.setMinWidth(0);
        setHgrow(words, Priority.ALWAYS);
        HBox buttons = new HBox(10, signIn, signOut);
        buttons.setMinWidth(USE_PREF_SIZE);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        setSpacing(16);
        setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(words, buttons);
    }

    void show(Tenant tenant) {
        shown = Optional.of(tenant);
        name.setText(tenant.name());
        state.show(StateLook.tone(tenant.state()), StateLook.word(texts, tenant.state()));
        id.setText(tenant.id().value());
        workspace.setText(tenant.workspace());
        workspace.setAccessibleText(texts.get("page.workspace", tenant.workspace()));
        fullPath.setText(tenant.workspace());
        offer(signIn, tenant.state().canSignIn(), signOut);
        offer(signOut, tenant.state().canSignOut(), signIn);
    }

    /** A button that cannot be used is not there: the state's word says why. The keyboard goes to the one that is. */
    private static void offer(Button button, boolean offered, Button otherwise) {
        boolean hadFocus = button.isFocused();
        button.setManaged(offered);
        button.setVisible(offered);
        if (hadFocus && !offered) {
            otherwise.requestFocus();
        }
    }
}
