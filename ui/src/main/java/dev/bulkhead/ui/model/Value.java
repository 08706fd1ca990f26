package dev.bulkhead.ui.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One value that tells its readers when it changes. Belongs to the window's thread. */
public final class Value<T> {
    private final List<Consumer<? super T>> readers = new ArrayList<>();
    private T current;

    public Value(T first) {
        current = first;
    }

    public T get() {
        return current;
    }

    /** Sets the value; an equal one is no change, and nobody is told. */
    public void set(T next) {
        if (next.equals(current)) {
            return;
        }
        current = next;
        List.copyOf(readers).forEach(reader -> reader.accept(next));
    }

    /** Tells {@code reader} the value now and whenever it changes, for as long as the window lives. */
    public void follow(Consumer<? super T> reader) {
        readers.add(reader);
        reader.accept(current);
    }
}
