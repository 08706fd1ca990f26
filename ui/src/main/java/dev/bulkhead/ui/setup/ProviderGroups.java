package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.model.SettingsYaml;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Confirm;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;

/** The provider's groups and what the members of each may call; a group that is not here may do nothing. */
final class ProviderGroups extends Setting {
    private static final List<String> GROUPS = List.of("identity", "groups");

    private final VBox groups = new VBox(10);
    private final TextField more = new TextField();
    private List<String> shown = List.of();

    ProviderGroups(Texts texts, Editing editing) {
        super(texts, editing, GROUPS);
        more.setId(id());
        more.setPromptText(texts.get("form.identity.groups.add"));
        more.setOnAction(event -> add());
        with(more);
        getChildren().set(1, new VBox(10, groups, more));
    }

    private static List<String> tools(String group) {
        List<String> tools = new ArrayList<>(GROUPS);
        tools.addAll(List.of(group, "tools"));
        return tools;
    }

    private void add() {
        String name = more.getText().strip();
        if (!name.isEmpty() && !shown.contains(name)) {
            more.clear();
            editing.edit(text -> text.with(tools(name), List.of("*")));
        }
    }

    @Override
    void show(SettingsYaml now) {
        List<String> names = now.keys(GROUPS);
        if (!names.equals(shown)) {
            shown = names;
            groups.getChildren().setAll(names.stream().map(this::group).toList());
        }
        groups.getChildren().forEach(each -> ((Group) each).tools.show(now));
    }

    private Group group(String name) {
        return new Group(name);
    }

    private final class Group extends VBox {
        private final ListSetting tools;

        Group(String name) {
            setSpacing(4);
            Label label = new Label(name);
            label.getStyleClass().add("account");
            tools = new ListSetting(texts, editing, "read_*", tools(name).toArray(String[]::new)) {
                @Override
                String name() {
                    return "identity.groups.tools";
                }
            };
            Confirm remove = new Confirm(
                    "form-group-" + name,
                    texts.get("change.remove"),
                    texts.get("form.identity.groups.ask"),
                    texts.get("change.remove.do"),
                    texts.get("setup.keep"),
                    () -> editing.edit(text -> text.without(List.of("identity", "groups", name))));
            getChildren().addAll(label, tools, remove.button(), remove);
        }
    }
}
