package dev.bulkhead.ui.setup;

import dev.bulkhead.protocol.home.TenantColour;
import dev.bulkhead.ui.model.SettingsText;
import dev.bulkhead.ui.model.SettingsYaml;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Columns;
import dev.bulkhead.ui.theme.Confirm;
import dev.bulkhead.ui.theme.Shown;
import dev.bulkhead.ui.theme.Swatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/**
 * The settings that people change, each in a field of its own: another view of the same text, in which a change of a field changes that
 * one place and nothing around it. What stands in the text and in no field stays. JavaFX thread.
 */
final class SettingsForm extends ScrollPane {
    private static final List<String> ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    private final Texts texts;
    private final Consumer<String> edited;
    private final List<Setting> all = new ArrayList<>();
    private final Swatch swatch = new Swatch();
    private final Label colour = new Label();
    private final Label workspace = new Label();
    private final Said problem = new Said("form-problem");
    private final Columns columns;
    private final Confirm noProvider;
    private String text = "";

    /** @param edited told the whole text whenever a field has changed it */
    SettingsForm(Texts texts, Consumer<String> edited) {
        this.texts = texts;
        this.edited = edited;
        setId("settings-form");
        getStyleClass().add("page-scroll");
        setFitToWidth(true);
        colour.setId("form-colour");
        workspace.setId("form-workspace");
        workspace.setWrapText(true);
        noProvider = new Confirm(
                "form-no-provider",
                texts.get("form.identity.remove"),
                texts.get("form.identity.remove.ask"),
                texts.get("change.remove.do"),
                texts.get("setup.keep"),
                () -> edit(now -> now.without(List.of("identity"))));
        VBox left = new VBox(
                20,
                group("client", text("", "name"), shown("form.colour", colour()), shown("form.workspace", workspace)),
                group(
                        "tools",
                        list("read_*", "tools", "allow"),
                        list("crm__send_*", "tools", "ask"),
                        list("*__delete_*", "tools", "deny"),
                        choice("ask", List.of("ask", "allow"), "hosts", "unknown")),
                group("identity", identity()));
        VBox right = new VBox(
                20,
                group(
                        "session",
                        text("10m", "session", "idle-lock"),
                        text("12h", "session", "hard-lock"),
                        text("30m", "session", "ttl")),
                group(
                        "sandbox",
                        choice("strict", List.of("strict", "network", "landlock"), "sandbox", "profile"),
                        list("api.acme.example:443", "network", "allow"),
                        text("512m", "sandbox", "memory"),
                        text("128", "sandbox", "processes"),
                        text("2g", "sandbox", "disk"),
                        text("1.0", "sandbox", "cpu")),
                group(
                        "limits",
                        text(texts.get("form.none"), "limits", "calls-per-minute"),
                        text(texts.get("form.none"), "limits", "concurrent"),
                        text("10m", "limits", "result-bytes"),
                        text("400d", "audit", "retention")));
        columns = new Columns(28, left, right);
        VBox body = new VBox(12, problem, columns);
        body.getStyleClass().add("form");
        setContent(body);
    }

    private HBox colour() {
        HBox line = new HBox(8, swatch, colour);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private Node[] identity() {
        return new Node[] {
            text("https://login.acme.example/realms/acme", "identity", "issuer"),
            text("bulkhead", "identity", "client-id"),
            choice("", ALGORITHMS, "identity", "algorithm"),
            text("groups", "identity", "groups-claim"),
            text("8h", "identity", "offline-grace"),
            added(new ProviderGroups(texts, this::edit)),
            noProvider.button(),
            noProvider
        };
    }

    private VBox group(String name, Node... settings) {
        Label title = new Label(texts.get("form.group." + name));
        title.getStyleClass().add("section-title");
        VBox group = new VBox(10, title);
        group.getChildren().addAll(settings);
        return group;
    }

    private VBox shown(String key, Node value) {
        Label name = new Label(texts.get(key));
        name.getStyleClass().add("muted");
        VBox both = new VBox(name, value);
        both.getStyleClass().add("setup-field");
        return both;
    }

    private Setting text(String otherwise, String... path) {
        return added(new TextSetting(texts, this::edit, otherwise, path));
    }

    private Setting list(String example, String... path) {
        return added(new ListSetting(texts, this::edit, example, path));
    }

    private Setting choice(String otherwise, List<String> words, String... path) {
        return added(new ChoiceSetting(texts, this::edit, otherwise, words, path));
    }

    private Setting added(Setting setting) {
        all.add(setting);
        return setting;
    }

    private void edit(Setting.Change change) {
        try {
            String changed = change.of(SettingsYaml.of(text)).text();
            problem.nothing();
            if (!changed.equals(text)) {
                edited.accept(changed);
            }
        } catch (SettingsYaml.NotHereException e) {
            // The field goes back to what stands in the text.
            show(text);
            problem.problem(texts.get("form.not-here"));
        }
    }

    /** What is not in the text, and is shown beside it. */
    void show(Tenant tenant) {
        swatch.show(tenant.id());
        TenantColour its = TenantColour.of(tenant.id().value());
        colour.setText(texts.get("form.colour.of", texts.get("colour." + its.wireName())));
        workspace.setText(tenant.workspace());
    }

    /** Shows {@code now}, the text as it is being edited. */
    void show(String now) {
        text = now;
        SettingsYaml.maybe(now).ifPresentOrElse(this::show, () -> {
            columns.setDisable(true);
            if (now.isBlank()) {
                // It is being read.
                problem.nothing();
            } else {
                problem.problem(texts.get("form.no-yaml"));
            }
        });
    }

    private void show(SettingsYaml now) {
        columns.setDisable(false);
        problem.nothing();
        all.forEach(setting -> setting.show(now));
        boolean hasProvider = !now.keys(List.of("identity")).isEmpty();
        Shown.set(noProvider.button(), hasProvider);
    }

    /** Shows each problem at the field that it is about; the rest are their line's. */
    void problems(List<SettingsText.Problem> problems) {
        for (Setting setting : all) {
            setting.problem(problems.stream()
                    .filter(each -> SettingsYaml.concerns(setting.path, each.key()))
                    .map(SettingsText.Problem::message)
                    .findFirst()
                    .orElse(""));
        }
    }
}
