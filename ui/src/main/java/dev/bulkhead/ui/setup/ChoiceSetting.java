package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.model.SettingsYaml;
import dev.bulkhead.ui.text.Texts;
import java.util.List;
import javafx.scene.control.ComboBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** A setting that is one of a few words, each with what it means. */
final class ChoiceSetting extends Setting {
    private final ComboBox<String> box = new ComboBox<>();
    private final String otherwise;
    private boolean showing;

    /**
     * @param otherwise what it is where nothing stands there
     * @param words as they stand in the settings; {@code form.<place>.<word>} is what people read
     */
    ChoiceSetting(Texts texts, Editing editing, String otherwise, List<String> words, String... path) {
        super(texts, editing, List.of(path));
        this.otherwise = otherwise;
        box.setId(id());
        box.setMaxWidth(Double.MAX_VALUE);
        box.getItems().setAll(words);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable String word) {
                return word == null ? "" : texts.getOr("form." + String.join(".", path()) + "." + word, word);
            }

            @Override
            public String fromString(String text) {
                throw new UnsupportedOperationException("the box is not editable");
            }
        });
        box.valueProperty().addListener((property, before, word) -> {
            if (!showing && word != null) {
                editing.edit(text -> text.with(path(), word));
            }
        });
        with(box);
    }

    private List<String> path() {
        return path;
    }

    @Override
    void show(SettingsYaml now) {
        String value = now.value(path);
        showing = true;
        box.setValue(value.isEmpty() ? otherwise : value);
        showing = false;
    }
}
