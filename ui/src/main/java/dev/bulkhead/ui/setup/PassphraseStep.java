package dev.bulkhead.ui.setup;

import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.text.Texts;

/** The passphrase that encrypts the client's vault; going on adds the client and signs in to it. */
final class PassphraseStep extends Step {
    private final Supervisor supervisor;
    private final SetUp setUp;
    private final NewPassphrase fields;

    PassphraseStep(Texts texts, NewClient client, Supervisor supervisor, SetUp setUp) {
        super(texts.get("setup.passphrase.title"), texts.get("setup.passphrase.text"), texts, client);
        this.supervisor = supervisor;
        this.setUp = setUp;
        this.fields = new NewPassphrase(texts);
        getChildren().add(fields);
    }

    @Override
    String onwards() {
        return texts.get("setup.passphrase.next");
    }

    @Override
    void enter() {
        fields.focus();
    }

    @Override
    void next(Way way) {
        if (client.added().isPresent()) {
            signIn(way);
        } else {
            fields.take(way::failed).ifPresent(passphrase -> add(passphrase, way));
        }
    }

    private void add(SecretBytes passphrase, Way way) {
        way.working(texts.get("setup.passphrase.adding", client.name()));
        setUp.add(client.id(), client.name(), client.workspace(), passphrase.copy(), new Errand.Outcome() {
            @Override
            public void done() {
                fields.forget();
                client.added(passphrase);
                signIn(way);
            }

            @Override
            public void failed(String why) {
                passphrase.close();
                way.failed(why);
            }
        });
    }

    private void signIn(Way way) {
        way.working(texts.get("setup.passphrase.signing-in"));
        supervisor.signIn(client.tenant(), client.passphrase().orElseThrow(), new Errand.Outcome() {
            @Override
            public void done() {
                way.on();
            }

            @Override
            public void failed(String why) {
                way.failed(why);
            }
        });
    }
}
