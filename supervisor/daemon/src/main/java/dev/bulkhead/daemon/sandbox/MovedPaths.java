package dev.bulkhead.daemon.sandbox;

import java.util.Comparator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where what the inside knows by a path of its own really is, for a wall that mounts nothing. The commands of our own programs are
 * written in paths of the inside; here they become real ones. Immutable.
 *
 * @param paths real ones, by those of the inside; a path that keeps its place may be named too, where it lies below one that does not
 */
public record MovedPaths(Map<String, String> paths) {
    /** For a wall that mounts: each path is inside what it says. */
    public static final MovedPaths NONE = new MovedPaths(Map.of());

    public MovedPaths {
        paths = Map.copyOf(paths);
    }

    /** Returns {@code word}, of a command or a variable, with each path of the inside as it really is. */
    public String seen(String word) {
        if (paths.isEmpty()) {
            return word;
        }
        String names = paths.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return Pattern.compile("(?<=^|[:=])(?:" + names + ")(?=$|[:/])")
                .matcher(word)
                .replaceAll(path -> Matcher.quoteReplacement(paths.getOrDefault(path.group(), path.group())));
    }
}
