package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.model.PastedServer;
import dev.bulkhead.ui.model.SettingsText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What setting up a client asks of the supervisor. Called on the window's thread, never waits; answers come there. */
public final class SetUp {
    private final Dial dial;
    private final Executor window;

    public SetUp(Dial dial, Executor window) {
        this.dial = dial;
        this.window = window;
    }

    /** Adds a client; {@code workspace} is empty for one in our own folders. Owns {@code passphrase} from now on. */
    public void add(String id, String name, String workspace, SecretBytes passphrase, Errand.Outcome outcome) {
        ObjectNode args =
                ControlClient.JSON.createObjectNode().put("tenant", id).put("name", name);
        if (!workspace.isBlank()) {
            args.put("workspace", workspace);
        }
        Errand.start(dial, window, "tenant.add", args, List.of(passphrase), outcome);
    }

    /** Keeps a credential. Owns {@code value} from now on. */
    public void keep(TenantId tenant, String name, SecretBytes value, Errand.Outcome outcome) {
        Errand.start(dial, window, "secret.set", Errand.of(tenant).put("name", name), List.of(value), outcome);
    }

    /** Asks for the names of the credentials in the vault; somebody has to be signed in. */
    public void secrets(TenantId tenant, Consumer<List<String>> names, Consumer<String> failed) {
        Errand.start(
                dial,
                window,
                "secret.list",
                Errand.of(tenant),
                List.of(),
                reply(result -> names.accept(Answers.texts(result.path("secrets"))), failed));
    }

    /** Takes a credential out of the vault. */
    public void forget(TenantId tenant, String name, Errand.Outcome outcome) {
        Errand.start(dial, window, "secret.remove", Errand.of(tenant).put("name", name), List.of(), outcome);
    }

    /** Takes a server away, with what was installed for it. */
    public void removeServer(TenantId tenant, String name, Errand.Outcome outcome) {
        Errand.start(dial, window, "server.remove", Errand.of(tenant).put("name", name), List.of(), outcome);
    }

    /** Has {@code fresh} open the vault in the place of {@code present}. Owns both from now on. */
    public void changePassphrase(TenantId tenant, SecretBytes present, SecretBytes fresh, Errand.Outcome outcome) {
        Errand.start(dial, window, "vault.change-passphrase", Errand.of(tenant), List.of(present, fresh), outcome);
    }

    /** Takes what a removal left on the disk, or why there was none; called on the window's thread. */
    public interface Removal {
        /** As {@link Errand.Outcome#open}. */
        void open(String page, String code);

        void done(List<String> kept);

        /** As {@link Errand.Outcome#failed}. */
        void failed(String why);
    }

    /** Removes the client; vault, audit and workspace stay where they are. Owns {@code passphrase} from now on. */
    public void remove(TenantId tenant, SecretBytes passphrase, Removal removal) {
        Errand.start(dial, window, "tenant.remove", Errand.of(tenant), List.of(passphrase), new Errand.Reply() {
            @Override
            public void item(JsonNode item) {
                if (item.has("open")) {
                    removal.open(item.path("open").asText(), item.path("code").asText());
                }
            }

            @Override
            public void done(JsonNode result) {
                removal.done(Answers.texts(result.path("kept")));
            }

            @Override
            public void failed(String why) {
                removal.failed(why);
            }
        });
    }

    /** Lets {@code server} run for the client. Owns {@code passphrase} from now on. */
    public void add(TenantId tenant, PastedServer server, SecretBytes passphrase, Errand.Outcome outcome) {
        ObjectNode args = Errand.of(tenant).put("name", server.name()).put("command", server.command());
        ArrayNode words = args.putArray("args");
        server.args().forEach(words::add);
        ObjectNode variables = args.putObject("env");
        server.env().forEach(variables::put);
        Errand.start(dial, window, "server.add", args, List.of(passphrase), outcome);
    }

    /** Reads the settings as they are written. */
    public void settings(TenantId tenant, Consumer<SettingsText> taken, Consumer<String> failed) {
        Errand.start(
                dial,
                window,
                "tenant.show",
                Errand.of(tenant),
                List.of(),
                reply(result -> taken.accept(Answers.settings(result)), failed));
    }

    /** Asks what {@code text} would be as the settings, and changes nothing. */
    public Errand check(
            TenantId tenant, String text, Consumer<SettingsText.Judgement> judged, Consumer<String> failed) {
        return Errand.start(
                dial,
                window,
                "settings.check",
                Errand.of(tenant).put("settings", text),
                List.of(),
                reply(result -> judged.accept(judgement(result)), failed));
    }

    /** Writes {@code text} in the place of {@code base}; what widens waits for {@link #confirm}. */
    public void write(
            TenantId tenant,
            String base,
            String text,
            Consumer<SettingsText.Judgement> written,
            Consumer<String> failed) {
        Errand.start(
                dial,
                window,
                "settings.write",
                Errand.of(tenant).put("base", base).put("settings", text),
                List.of(),
                reply(result -> written.accept(judgement(result)), failed));
    }

    /** Brings into force what waits. Owns {@code passphrase} from now on. */
    public void confirm(TenantId tenant, SecretBytes passphrase, Errand.Outcome outcome) {
        Errand.start(dial, window, "tenant.confirm", Errand.of(tenant), List.of(passphrase), outcome);
    }

    private static SettingsText.Judgement judgement(JsonNode result) {
        List<SettingsText.Problem> problems = new ArrayList<>();
        result.path("problems")
                .forEach(each -> problems.add(new SettingsText.Problem(
                        each.path("line").asInt(),
                        each.path("column").asInt(),
                        each.path("key").asText(),
                        each.path("message").asText())));
        List<String> widens = new ArrayList<>();
        result.path("widens").forEach(each -> widens.add(each.asText()));
        return new SettingsText.Judgement(problems, widens);
    }

    private static Errand.Reply reply(Consumer<JsonNode> done, Consumer<String> failed) {
        return new Errand.Reply() {
            @Override
            public void done(JsonNode result) {
                done.accept(result);
            }

            @Override
            public void failed(String why) {
                failed.accept(why);
            }
        };
    }
}
