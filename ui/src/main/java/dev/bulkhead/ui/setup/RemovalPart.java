package dev.bulkhead.ui.setup;

import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.PassphraseField;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;

/** Takes the client away: whoever means it types its short name, and then the passphrase. */
final class RemovalPart extends Part {
    private final SetUp setUp;
    private final Consumer<String> browser;
    private final BiConsumer<Tenant, List<String>> removed;
    private final TextField typed = new TextField();
    private final PassphraseField passphrase;
    private final Said said = new Said("change-removal-said");
    private Optional<Tenant> tenant = Optional.empty();

    /**
     * @param browser opens a page in the system's browser
     * @param removed told which client has gone, and what of it is still on the disk
     */
    RemovalPart(Texts texts, SetUp setUp, Consumer<String> browser, BiConsumer<Tenant, List<String>> removed) {
        super(texts, "removal");
        this.setUp = setUp;
        this.browser = browser;
        this.removed = removed;
        typed.setId("change-removal-name");
        passphrase = new PassphraseField(
                        texts.get("change.passphrase.present"), texts.get("change.removal.do"), this::remove)
                .named("change-removal");
        VBox name = Step.field(texts.get("change.removal.name"), typed);
        getChildren().addAll(name, passphrase, said);
        typed.textProperty().subscribe(text -> offer());
    }

    /** The passphrase is asked for when it is plain which client is meant. */
    private void offer() {
        passphrase.show(tenant.map(now -> now.id().value())
                .equals(Optional.of(typed.getText().strip())));
    }

    @Override
    void show(Tenant now) {
        tenant = Optional.of(now);
        typed.clear();
        typed.setPromptText(now.id().value());
        passphrase.forget();
        said.nothing();
        offer();
    }

    /** It may be called something else by now. */
    @Override
    void update(Tenant now) {
        tenant = Optional.of(now);
    }

    private void remove(SecretBytes secret) {
        Tenant leaving = tenant.orElseThrow();
        setDisable(true);
        said.doing(texts.get("change.removal.doing", leaving.name()));
        setUp.remove(leaving.id(), secret, new SetUp.Removal() {
            @Override
            public void open(String page, String code) {
                said.doing(texts.get("change.removal.provider", page, code));
                browser.accept(page);
            }

            @Override
            public void done(List<String> kept) {
                setDisable(false);
                said.nothing();
                typed.clear();
                removed.accept(leaving, kept);
            }

            @Override
            public void failed(String why) {
                setDisable(false);
                said.problem(why(why));
            }
        });
    }
}
