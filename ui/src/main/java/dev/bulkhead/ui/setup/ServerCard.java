package dev.bulkhead.ui.setup;

import dev.bulkhead.consent.Consent;
import dev.bulkhead.consent.Visible;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.model.PastedServer;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.PassphraseField;
import dev.bulkhead.ui.theme.Shown;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * One server that was pasted: the exact command, its variables, what should make one look twice. A value that looks like a
 * credential goes into the vault first, and the server gets it from there. Where the passphrase is not at hand, to let it run is to
 * type it.
 */
final class ServerCard extends VBox {
    private final Texts texts;
    private final Owner owner;
    private final SetUp setUp;
    private final Runnable added;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Node run;
    private final Said state;
    private PastedServer server;
    private boolean running;

    ServerCard(Texts texts, Owner owner, SetUp setUp, PastedServer server, Runnable added) {
        this.texts = texts;
        this.owner = owner;
        this.setUp = setUp;
        this.server = server;
        this.added = added;
        getStyleClass().addAll("card", "setup-card");
        Label name = new Label(server.name());
        name.getStyleClass().add("setup-card-title");
        List<String> words = new ArrayList<>(List.of(server.command()));
        words.addAll(server.args());
        Label command = new Label(Consent.command(words));
        command.setId("setup-command-" + server.name());
        command.setWrapText(true);
        command.getStyleClass().add("monospace");
        getChildren().addAll(name, new Label(texts.get("setup.server.runs")), command);
        server.env().forEach(this::variable);
        Consent.dangers(words).forEach(danger -> {
            Label line = new Label(texts.get("setup.server.look-twice", danger), Icons.of(Feather.ALERT_TRIANGLE));
            line.setWrapText(true);
            line.getStyleClass().add("setup-problem");
            getChildren().add(line);
        });
        run = run();
        state = new Said("setup-state-" + server.name());
        getChildren().addAll(run, state);
    }

    private void variable(String variable, String value) {
        String words;
        if (Consent.looksLikeACredential(variable, value)) {
            String name = secretName(variable);
            names.put(variable, name);
            words = texts.get("setup.server.into-vault", Visible.of(variable), name);
        } else {
            words = texts.get("setup.server.variable", Visible.of(variable), Visible.of(value));
        }
        Label line = new Label(words);
        line.setWrapText(true);
        getChildren().add(line);
    }

    private Node run() {
        String letRun = texts.get("setup.server.let-run");
        if (owner.passphrase().isEmpty()) {
            return new PassphraseField(texts.get("setup.proof", owner.tenant()), letRun, this::begin)
                    .named("setup-run-" + server.name());
        }
        Button button = Icons.button(Feather.PLAY, letRun);
        button.setId("setup-run-" + server.name());
        button.setOnAction(event -> owner.passphrase().ifPresent(this::begin));
        return button;
    }

    boolean isRunning() {
        return running;
    }

    /** A name that nothing in the vault has: what other servers sign in with must not be exchanged by the way. */
    private String secretName(String variable) {
        String plain = variable.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
        String wanted = plain.startsWith(server.name()) ? plain : server.name() + "-" + plain;
        String free = wanted;
        for (int i = 2; owner.secrets().contains(free) || names.containsValue(free); i++) {
            free = wanted + "-" + i;
        }
        return free;
    }

    private void begin(SecretBytes passphrase) {
        running = true;
        run.setDisable(true);
        keepCredentials(new ArrayList<>(names.entrySet()), passphrase);
    }

    /** One after the other: the first that is not kept ends it. What is kept stays kept, and is not asked for again. */
    private void keepCredentials(List<Map.Entry<String, String>> left, SecretBytes passphrase) {
        if (left.isEmpty()) {
            letRun(passphrase);
            return;
        }
        Map.Entry<String, String> each = left.removeFirst();
        String variable = each.getKey();
        String name = each.getValue();
        String text = server.env().getOrDefault(variable, "");
        state.doing(texts.get("setup.server.keeping", name));
        SecretBytes value = SecretBytes.takeOver(text.getBytes(StandardCharsets.UTF_8));
        setUp.keep(owner.tenant(), name, value, new Errand.Outcome() {
            @Override
            public void done() {
                Map<String, String> env = new LinkedHashMap<>(server.env());
                env.put(variable, "secret:" + name);
                server = server.withEnv(env);
                names.remove(variable);
                keepCredentials(left, passphrase);
            }

            @Override
            public void failed(String why) {
                passphrase.close();
                ended(why);
            }
        });
    }

    private void letRun(SecretBytes passphrase) {
        state.doing(texts.get("setup.server.adding"));
        setUp.add(owner.tenant(), server, passphrase, new Errand.Outcome() {
            @Override
            public void progress(String what) {
                state.doing(what);
            }

            @Override
            public void done() {
                running = false;
                Shown.set(run, false);
                state.done(texts.get("setup.server.added"));
                added.run();
            }

            @Override
            public void failed(String why) {
                ended(why);
            }
        });
    }

    private void ended(String why) {
        running = false;
        run.setDisable(false);
        state.problem(why.isEmpty() ? texts.get("contact.none") : why);
    }
}
