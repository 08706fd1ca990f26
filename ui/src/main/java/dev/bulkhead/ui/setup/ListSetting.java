package dev.bulkhead.ui.setup;

import atlantafx.base.theme.Styles;
import dev.bulkhead.consent.Visible;
import dev.bulkhead.ui.model.SettingsYaml;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Shown;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** A setting that is a list of words, each with a button that takes it out, and a field for more. */
class ListSetting extends Setting {
    private final FlowPane words = new FlowPane();
    private final TextField more = new TextField();
    private List<String> shown = List.of();

    /** @param example of a word */
    ListSetting(Texts texts, Editing editing, String example, String... path) {
        super(texts, editing, List.of(path));
        words.setId(id() + "-words");
        words.getStyleClass().add("filters");
        more.setId(id());
        more.setPromptText(example);
        more.setOnAction(event -> add());
        more.focusedProperty().subscribe(focused -> {
            if (!focused) {
                add();
            }
        });
        with(more);
        VBox both = new VBox(6, words, more);
        getChildren().set(1, both);
    }

    private void add() {
        List<String> fresh = new ArrayList<>(shown);
        Arrays.stream(more.getText().split("[,\\s]+"))
                .filter(word -> !word.isEmpty() && !fresh.contains(word))
                .forEach(fresh::add);
        more.clear();
        put(fresh);
    }

    private void put(List<String> fresh) {
        if (!fresh.equals(shown)) {
            editing.edit(text -> text.with(path, fresh));
        }
    }

    @Override
    void show(SettingsYaml now) {
        shown = now.values(path);
        words.getChildren().setAll(shown.stream().map(this::chip).toList());
        Shown.set(words, !shown.isEmpty());
    }

    private Button chip(String word) {
        Button chip = Icons.button(Feather.X, Visible.of(word));
        chip.setId(id() + "-" + word);
        chip.setMnemonicParsing(false);
        chip.setContentDisplay(ContentDisplay.RIGHT);
        chip.getStyleClass().addAll("filter-chip", Styles.SMALL);
        chip.setAccessibleText(texts.get("form.list.remove", word));
        chip.setOnAction(
                event -> put(shown.stream().filter(each -> !each.equals(word)).toList()));
        return chip;
    }
}
