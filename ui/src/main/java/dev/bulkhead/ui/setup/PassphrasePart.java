package dev.bulkhead.ui.setup;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.PassphraseField;
import dev.bulkhead.ui.theme.Shown;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Another passphrase for the vault: the new one first, then the present one, which is the consent. */
final class PassphrasePart extends Part {
    private final SetUp setUp;
    private final NewPassphrase fresh;
    private final PassphraseField present;
    private final Said said = new Said("change-passphrase-said");
    private final Button begin;
    private final VBox form;
    private Optional<TenantId> tenant = Optional.empty();

    PassphrasePart(Texts texts, SetUp setUp) {
        super(texts, "passphrase");
        this.setUp = setUp;
        this.fresh = new NewPassphrase(texts);
        this.present = new PassphraseField(
                        texts.get("change.passphrase.present"), texts.get("change.passphrase.do"), this::change)
                .named("change");
        begin = Icons.button(Feather.LOCK, texts.get("change.passphrase.begin"));
        begin.setId("change-passphrase-begin");
        begin.setOnAction(event -> {
            said.nothing();
            unfold(true);
            fresh.focus();
        });
        form = new VBox(14, fresh, present);
        getChildren().addAll(begin, form, said);
        unfold(false);
    }

    private void unfold(boolean now) {
        fresh.forget();
        present.forget();
        Shown.set(form, now);
        Shown.set(begin, !now);
    }

    @Override
    void show(Tenant now) {
        tenant = Optional.of(now.id());
        said.nothing();
        unfold(false);
    }

    private void change(SecretBytes old) {
        Optional<SecretBytes> taken = fresh.take(said::problem);
        if (taken.isEmpty()) {
            old.close();
            return;
        }
        form.setDisable(true);
        said.doing(texts.get("change.passphrase.doing"));
        setUp.changePassphrase(tenant.orElseThrow(), old, taken.get(), new Errand.Outcome() {
            @Override
            public void progress(String what) {
                said.doing(what);
            }

            @Override
            public void done() {
                form.setDisable(false);
                unfold(false);
                said.done(texts.get("change.passphrase.done"));
            }

            @Override
            public void failed(String why) {
                form.setDisable(false);
                said.problem(why(why));
            }
        });
    }
}
