package dev.bulkhead.ui.signin;

import atlantafx.base.theme.Styles;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Banner;
import dev.bulkhead.ui.theme.Shown;
import dev.bulkhead.ui.theme.Tone;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** What the dialog shows: it asks, waits, or refuses. */
final class SignInForm extends VBox {
    private final Texts texts;
    private final PasswordField field = new PasswordField();
    private final Banner failure = new Banner(Tone.DANGER, Feather.ALERT_CIRCLE);
    private final Label doing = new Label();
    private final HBox progress;
    private final ProviderStep provider;
    private final Button submit;

    SignInForm(
            Texts texts,
            SignInDialog.Purpose purpose,
            Tenant tenant,
            Runnable onSubmit,
            Runnable onCancel,
            Consumer<String> browser) {
        this.texts = texts;
        this.provider = new ProviderStep(texts, browser);
        boolean signsIn = purpose == SignInDialog.Purpose.SIGN_IN;
        getStyleClass().add("sign-in");
        setPrefWidth(440);
        Label title = new Label(texts.get(signsIn ? "sign-in.title" : "resume.title", tenant.name()));
        title.getStyleClass().add("sign-in-title");
        title.setWrapText(true);
        Label text = new Label(texts.get(signsIn ? "sign-in.text" : "resume.text", tenant.name()));
        text.getStyleClass().add("muted");
        text.setWrapText(true);

        Label label = new Label(texts.get("sign-in.passphrase"));
        label.setLabelFor(field);
        field.setId("passphrase");
        field.setAccessibleText(texts.get("sign-in.passphrase"));
        VBox asked = new VBox(label, field);
        asked.getStyleClass().add("sign-in-field");
        failure.setId("sign-in-failure");

        ProgressIndicator turning = new ProgressIndicator();
        turning.setMinSize(18, 18);
        turning.setPrefSize(18, 18);
        doing.setId("sign-in-doing");
        progress = new HBox(turning, doing);
        progress.getStyleClass().add("sign-in-progress");

        submit = new Button(texts.get(signsIn ? "sign-in.submit" : "resume.submit"));
        submit.setId("sign-in-submit");
        submit.getStyleClass().add(Styles.ACCENT);
        submit.setDefaultButton(true);
        submit.setOnAction(event -> onSubmit.run());
        Button cancel = new Button(texts.get("sign-in.cancel"));
        cancel.setId("sign-in-cancel");
        cancel.setCancelButton(true);
        cancel.setOnAction(event -> onCancel.run());
        HBox buttons = new HBox(cancel, submit);
        buttons.getStyleClass().add("sign-in-buttons");

        getChildren().addAll(title, text, asked, failure, provider, progress, buttons);
        waiting(false);
    }

    PasswordField field() {
        return field;
    }

    void ask() {
        waiting(false);
        field.requestFocus();
    }

    /** The supervisor works: {@code what} it does is shown, and only cancelling is possible. */
    void working(String what) {
        failure.hide();
        doing.setText(what);
        waiting(true);
        fit();
    }

    /** The provider has to vouch: its page is open in the browser, and the consultant may have closed it. */
    void atTheProvider(String page, String code) {
        doing.setText(texts.get("provider.waiting"));
        provider.show(page, code);
        waiting(true);
        fit();
    }

    void refuse(String why) {
        provider.hide();
        failure.show(texts.get("sign-in.failed"), why);
        ask();
        fit();
    }

    void forget() {
        field.clear();
    }

    private void waiting(boolean now) {
        Shown.set(progress, now);
        field.setDisable(now);
        submit.setDisable(now);
    }

    /** The dialog is as high as what it says. */
    private void fit() {
        if (getScene().getWindow() != null) {
            getScene().getWindow().sizeToScene();
        }
    }
}
