package dev.bulkhead.ui.setup;

import dev.bulkhead.consent.Consent;
import dev.bulkhead.consent.Visible;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.model.PastedServer;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * One server that was pasted: the exact command, its variables, what should make one look twice. A value that looks like a
 * credential goes into the vault first, and the server gets it from there.
 */
final class ServerCard extends VBox {
    private final Texts texts;
    private final NewClient client;
    private final SetUp setUp;
    private final Button run;
    private final Said state;
    private PastedServer server;
    private boolean running;

    ServerCard(Texts texts, NewClient client, SetUp setUp, PastedServer server) {
        this.texts = texts;
        this.client = client;
        this.setUp = setUp;
        this.server = server;
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
        server.env().forEach((variable, value) -> {
            Label line = new Label(texts.get(
                    credential(variable, value) ? "setup.server.into-vault" : "setup.server.variable",
                    Visible.of(variable),
                    credential(variable, value) ? secretName(variable) : Visible.of(value)));
            line.setWrapText(true);
            getChildren().add(line);
        });
        Consent.dangers(words).forEach(danger -> {
            Label line = new Label(texts.get("setup.server.look-twice", danger), Icons.of(Feather.ALERT_TRIANGLE));
            line.setWrapText(true);
            line.getStyleClass().add("setup-problem");
            getChildren().add(line);
        });
        run = Icons.button(Feather.PLAY, texts.get("setup.server.let-run"));
        run.setId("setup-run-" + server.name());
        run.setOnAction(event -> keepCredentials(new ArrayList<>(credentials().entrySet())));
        state = new Said("setup-state-" + server.name());
        getChildren().addAll(run, state);
    }

    boolean isRunning() {
        return running;
    }

    private static boolean credential(String variable, String value) {
        return Consent.looksLikeACredential(variable, value);
    }

    private String secretName(String variable) {
        String plain = variable.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
        return plain.startsWith(server.name()) ? plain : server.name() + "-" + plain;
    }

    private Map<String, String> credentials() {
        Map<String, String> found = new LinkedHashMap<>();
        server.env().forEach((variable, value) -> {
            if (credential(variable, value)) {
                found.put(variable, value);
            }
        });
        return found;
    }

    /** One after the other: the first that is not kept ends it. */
    private void keepCredentials(List<Map.Entry<String, String>> left) {
        running = true;
        run.setDisable(true);
        if (left.isEmpty()) {
            letRun();
            return;
        }
        Map.Entry<String, String> each = left.removeFirst();
        String name = secretName(each.getKey());
        state.doing(texts.get("setup.server.keeping", name));
        SecretBytes value = SecretBytes.takeOver(each.getValue().getBytes(StandardCharsets.UTF_8));
        setUp.keep(client.tenant(), name, value, new Errand.Outcome() {
            @Override
            public void done() {
                Map<String, String> env = new LinkedHashMap<>(server.env());
                env.put(each.getKey(), "secret:" + name);
                server = server.withEnv(env);
                client.secrets().add(name);
                keepCredentials(left);
            }

            @Override
            public void failed(String why) {
                ended(why);
            }
        });
    }

    private void letRun() {
        state.doing(texts.get("setup.server.adding"));
        setUp.add(client.tenant(), server, client.passphrase(), new Errand.Outcome() {
            @Override
            public void progress(String what) {
                state.doing(what);
            }

            @Override
            public void done() {
                running = false;
                run.setManaged(false);
                run.setVisible(false);
                state.done(texts.get("setup.server.added"));
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
        state.problem(why);
    }
}
