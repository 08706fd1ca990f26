package dev.bulkhead.ui.signin;

import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Passphrase;
import dev.bulkhead.ui.theme.Theme;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Scene;
import javafx.stage.Modality;
import javafx.stage.Stage;

/**
 * Asks for one tenant's passphrase and signs in, or lets it work again after a halt. Where the client's own provider has to vouch,
 * its page is opened in the browser, and the dialog waits. Stays open with the reason when that fails; Enter submits, Esc and
 * Cancel close it at any time, also while the supervisor works. One dialog signs in once. JavaFX thread.
 */
public final class SignInDialog {
    /** What the passphrase is for. */
    public enum Purpose {
        SIGN_IN,
        RESUME
    }

    private final Purpose purpose;
    private final Tenant tenant;
    private final Texts texts;
    private final Supervisor supervisor;
    private final Stage stage = new Stage();
    private final SignInForm form;
    private final Consumer<String> browser;
    private Optional<Errand> running = Optional.empty();

    /** {@code browser} opens a page in the system's browser. */
    public SignInDialog(
            Stage owner,
            Purpose purpose,
            Tenant tenant,
            Texts texts,
            Theme theme,
            Supervisor supervisor,
            Consumer<String> browser) {
        this.purpose = purpose;
        this.browser = browser;
        this.tenant = tenant;
        this.texts = texts;
        this.supervisor = supervisor;
        this.form = new SignInForm(texts, purpose, tenant, this::submit, stage::hide, browser);
        Scene scene = new Scene(form);
        theme.dress(scene);
        stage.initOwner(owner);
        stage.initModality(Modality.WINDOW_MODAL);
        stage.setTitle(texts.get(purpose == Purpose.SIGN_IN ? "sign-in.window" : "resume.window", tenant.name()));
        stage.getIcons().setAll(owner.getIcons());
        stage.setScene(scene);
        stage.setResizable(false);
        stage.setOnShown(event -> {
            stage.setX(owner.getX() + (owner.getWidth() - stage.getWidth()) / 2);
            stage.setY(owner.getY() + (owner.getHeight() - stage.getHeight()) / 3);
        });
        stage.setOnHidden(event -> {
            running.ifPresent(Errand::cancel);
            form.forget();
            theme.undress(scene);
        });
    }

    public void open() {
        stage.show();
        stage.requestFocus();
        form.ask();
    }

    /** Closes it as Cancel does; of no effect when it is closed. */
    public void close() {
        stage.hide();
    }

    private void submit() {
        SecretBytes passphrase = Passphrase.takeFrom(form.field());
        if (passphrase.length() == 0 || passphrase.length() > Passphrase.LONGEST) {
            form.refuse(
                    texts.get(passphrase.length() == 0 ? "sign-in.empty" : "sign-in.too-long", passphrase.length()));
            passphrase.close();
            return;
        }
        form.working(texts.get("sign-in.progress"));
        running = Optional.of(
                switch (purpose) {
                    case SIGN_IN -> supervisor.signIn(tenant.id(), passphrase, new Answer());
                    case RESUME -> supervisor.resume(tenant.id(), passphrase, new Answer());
                });
    }

    private final class Answer implements Errand.Outcome {
        @Override
        public void progress(String what) {
            form.working(what);
        }

        @Override
        public void open(String page, String code) {
            form.atTheProvider(page, code);
            browser.accept(page);
        }

        @Override
        public void done() {
            stage.hide();
        }

        @Override
        public void failed(String why) {
            form.refuse(why.isEmpty() ? texts.get("contact.none") : why);
        }
    }
}
