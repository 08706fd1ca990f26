package dev.bulkhead.ui.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javafx.scene.control.ComboBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** One of the names that occur in a stream, or any of them. JavaFX thread. */
final class NameChoice extends ComboBox<String> {
    /** A longer name is cut; its end is in the list. */
    private static final double WIDEST = 155;

    private boolean showing;

    /**
     * @param any what stands there while none is chosen
     * @param word how a name is shown
     * @param chosen told the name that a person chooses; "" for any
     */
    NameChoice(String id, String any, UnaryOperator<String> word, Consumer<String> chosen) {
        setId(id);
        setAccessibleText(any);
        setMaxWidth(WIDEST);
        getItems().setAll("");
        setValue("");
        setConverter(shownAs(name -> name.isEmpty() ? any : word.apply(name)));
        valueProperty().addListener((property, before, name) -> {
            if (!showing && name != null) {
                chosen.accept(name);
            }
        });
    }

    static <T> StringConverter<T> shownAs(Function<T, String> word) {
        return new StringConverter<>() {
            @Override
            public String toString(@Nullable T value) {
                return value == null ? "" : word.apply(value);
            }

            @Override
            public T fromString(String text) {
                throw new UnsupportedOperationException("the box is not editable");
            }
        };
    }

    /** There is this to choose from; {@code chosen} is. */
    void offer(List<String> names, String chosen) {
        List<String> all = new ArrayList<>();
        all.add("");
        all.addAll(names.stream().sorted(String.CASE_INSENSITIVE_ORDER).toList());
        if (!all.contains(chosen)) {
            all.add(chosen);
        }
        // A list that is open is not exchanged below the hand.
        if (!isShowing() && !getItems().equals(all)) {
            showing = true;
            getItems().setAll(all);
            setValue(chosen);
            showing = false;
        }
    }

    /** Shows {@code name} as chosen. */
    void choose(String name) {
        showing = true;
        if (!getItems().contains(name)) {
            getItems().add(name);
        }
        setValue(name);
        showing = false;
    }
}
