package dev.bulkhead.ui.signin;

import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Passphrase;
import dev.bulkhead.ui.theme.Theme;
import java.util.Optional;
import javafx.scene.Scene;
import javafx.stage.Modality;
import javafx.stage.Stage;

/**
 * Asks for one tenant's passphrase and signs in. Stays open with the reason when that fails; Enter submits, Esc and Cancel
 * close it at any time, also while the supervisor works. One dialog signs in once. JavaFX thread.
 */
public final class SignInDialog {
    private final Tenant tenant;
    private final Texts texts;
    private final Supervisor supervisor;
    private final Stage stage = new Stage();
    private final SignInForm form;
    private Optional<Errand> running = Optional.empty();

    public SignInDialog(Stage owner, Tenant tenant, Texts texts, Theme theme, Supervisor supervisor) {
        this.tenant = tenant;
        this.texts = texts;
        this.supervisor = supervisor;
        this.form = new SignInForm(texts, tenant, this::submit, stage::hide);
        Scene scene = new Scene(form);
        theme.dress(scene);
        stage.initOwner(owner);
        stage.initModality(Modality.WINDOW_MODAL);
        stage.setTitle(texts.get("sign-in.window", tenant.name()));
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
        running = Optional.of(supervisor.signIn(tenant.id(), passphrase, new Errand.Outcome() {
            @Override
            public void progress(String what) {
                form.working(what);
            }

            @Override
            public void done() {
                stage.hide();
            }

            @Override
            public void failed(String why) {
                form.refuse(why.isEmpty() ? texts.get("contact.none") : why);
            }
        }));
    }
}
