package dev.bulkhead.ui.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The text of a tenant's settings, read and changed at single places: comments, order and whatever else stands there stay as they were
 * written. What a change makes of the text is read again, and a change of anything but the one value is refused. A place is a path of
 * keys, as {@code session, idle-lock}. Immutable.
 */
public final class SettingsYaml {
    private static final LoadSettings LOADING = LoadSettings.builder().build();

    private final String text;
    private final Map<Object, Object> tree;

    /** A text that is no YAML, or a place that cannot be changed without changing more: to be edited as text. */
    public static final class NotHereException extends Exception {
        private static final long serialVersionUID = 1;

        NotHereException(@Nullable Throwable cause) {
            super("it is written in a way that only an editor of text can change", cause);
        }
    }

    private SettingsYaml(String text, Map<Object, Object> tree) {
        this.text = text;
        this.tree = tree;
    }

    /** Reads {@code text}. */
    public static SettingsYaml of(String text) throws NotHereException {
        try {
            Object loaded = new Load(LOADING).loadFromString(text);
            if (loaded instanceof Map<?, ?> map) {
                return new SettingsYaml(text, new LinkedHashMap<>(map));
            }
        } catch (YamlEngineException e) {
            throw new NotHereException(e);
        }
        throw new NotHereException(null);
    }

    public String text() {
        return text;
    }

    /** The value at {@code path} as people write it; empty where there is none, or several. */
    public String value(List<String> path) {
        Object found = at(path);
        return found == null || found instanceof Map || found instanceof List ? "" : found.toString();
    }

    /** The values of the list at {@code path}; empty where there is none. */
    public List<String> values(List<String> path) {
        return at(path) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The keys of what stands at {@code path}, in their order. */
    public List<String> keys(List<String> path) {
        return at(path) instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).toList()
                : List.of();
    }

    private @Nullable Object at(List<String> path) {
        Object now = tree;
        for (String key : path) {
            now = now instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return now;
    }

    /** Returns the text with {@code value} at {@code path}, whether something stood there or not. */
    public SettingsYaml with(List<String> path, String value) throws NotHereException {
        return value.equals(value(path))
                ? this
                : changed(
                        path, edit -> edit.put(path, value), found -> found != null && value.equals(found.toString()));
    }

    /** Returns the text with the list {@code values} at {@code path}. */
    public SettingsYaml with(List<String> path, List<String> values) throws NotHereException {
        return values.equals(values(path))
                ? this
                : changed(
                        path,
                        edit -> edit.put(path, values),
                        found -> found instanceof List<?> list
                                && new TreeSet<>(list.stream()
                                                .map(String::valueOf)
                                                .toList())
                                        .equals(new TreeSet<>(values)));
    }

    /** Returns the text without what stands at {@code path}; and without what is around it, where that is then empty. */
    public SettingsYaml without(List<String> path) throws NotHereException {
        return at(path) == null ? this : changed(path, edit -> edit.remove(path), Objects::isNull);
    }

    private interface Wanted {
        boolean isIt(@Nullable Object found);
    }

    private SettingsYaml changed(List<String> path, Consumer<YamlEdit> change, Wanted wanted) throws NotHereException {
        SettingsYaml after;
        try {
            YamlEdit edit = new YamlEdit(text);
            change.accept(edit);
            after = of(edit.text());
        } catch (YamlEngineException | YamlEdit.RefusedException e) {
            throw new NotHereException(e);
        }
        if (!wanted.isIt(after.at(path)) || !without(tree, path).equals(without(after.tree, path))) {
            throw new NotHereException(null);
        }
        return after;
    }

    /** A copy without what stands at {@code path}, and without what is empty around it. */
    private static Map<Object, Object> without(Map<?, ?> tree, List<String> path) {
        Map<Object, Object> rest = new LinkedHashMap<>(tree);
        String key = path.getFirst();
        if (path.size() > 1 && rest.get(key) instanceof Map<?, ?> inner) {
            Map<Object, Object> left = without(inner, path.subList(1, path.size()));
            if (left.isEmpty()) {
                rest.remove(key);
            } else {
                rest.put(key, left);
            }
        } else if (path.size() == 1 || rest.get(key) == null) {
            rest.remove(key);
        }
        return rest;
    }

    /** The path that {@code key} of a problem names: {@code limits.concurrent}. */
    public static List<String> path(String key) {
        return new ArrayList<>(List.of(key.split("\\.")));
    }

    /** Where {@code path} is one of {@code key}'s, or what {@code key} is about lies in it. */
    public static boolean concerns(List<String> path, String key) {
        return key.equals(String.join(".", path)) || key.startsWith(String.join(".", path) + ".");
    }

    /** Empty where {@code text} is no YAML. */
    public static Optional<SettingsYaml> maybe(String text) {
        try {
            return Optional.of(of(text));
        } catch (NotHereException e) {
            return Optional.empty();
        }
    }
}
