package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.model.SettingsYaml;
import dev.bulkhead.ui.text.Texts;
import java.util.List;
import javafx.scene.control.TextField;

/** A setting of one word. It counts when the field is left, or at Enter: half a word is none. An empty one is the default. */
final class TextSetting extends Setting {
    private final TextField field = new TextField();
    private String shown = "";

    /** @param otherwise what it is where nothing stands there */
    TextSetting(Texts texts, Editing editing, String otherwise, String... path) {
        super(texts, editing, List.of(path));
        field.setId(id());
        field.setPromptText(otherwise);
        field.setOnAction(event -> take());
        field.focusedProperty().subscribe(focused -> {
            if (!focused) {
                take();
            }
        });
        with(field);
    }

    private void take() {
        String typed = field.getText().strip();
        if (!typed.equals(shown)) {
            shown = typed;
            editing.edit(text -> typed.isEmpty() ? text.without(path) : text.with(path, typed));
        }
    }

    @Override
    void show(SettingsYaml now) {
        String value = now.value(path);
        if (!value.equals(shown) || !field.isFocused()) {
            shown = value;
            field.setText(value);
        }
    }
}
