package dev.bulkhead.tenantserver.workspace;

import dev.bulkhead.tenantserver.json.Shown;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A path inside a workspace: names, without {@code .} and {@code ..}. The workspace itself has none.
 *
 * @param names what stands between the slashes
 */
public record RelativePath(List<String> names) {
    /** The workspace itself. */
    public static final RelativePath ROOT = new RelativePath(List.of());

    public RelativePath {
        names = List.copyOf(names);
    }

    /** Returns what {@code path} names; {@code ..} is taken from the text, whatever is a symlink on disk. */
    public static RelativePath parse(String path) throws Refused {
        if (path.indexOf('\0') >= 0) {
            throw new Refused("a path holds a NUL character: leave it out");
        }
        if (path.startsWith("/") || path.startsWith("\\") || hasDrive(path)) {
            throw new Refused(
                    "'" + Shown.of(path) + "' is an absolute path: give one that is relative to the workspace");
        }
        List<String> names = new ArrayList<>();
        int from = 0;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            step(path, path.substring(from, to), names);
            from = to + 1;
        }
        return new RelativePath(names);
    }

    private static void step(String path, String name, List<String> names) throws Refused {
        if (name.isEmpty() || name.equals(".")) {
            return;
        }
        if (name.equals("..")) {
            if (names.isEmpty()) {
                throw new Refused("'" + Shown.of(path) + "' leads out of the workspace: give a path that stays inside");
            }
            names.removeLast();
            return;
        }
        try {
            if (Path.of(name).getNameCount() != 1) {
                throw new Refused("'" + Shown.of(path) + "' is no path of this system: use plain names and '/'");
            }
        } catch (InvalidPathException e) {
            throw new Refused("'" + Shown.of(path) + "' cannot be a path on this system: use other characters");
        }
        names.add(name);
    }

    private static boolean hasDrive(String path) {
        return path.length() >= 3
                && path.charAt(1) == ':'
                && (path.charAt(2) == '\\' || path.charAt(2) == '/')
                && Character.isLetter(path.charAt(0));
    }

    public boolean isRoot() {
        return names.isEmpty();
    }

    /** The last name; the workspace itself has none. */
    public String name() {
        return names.getLast();
    }

    public RelativePath parent() {
        return new RelativePath(names.subList(0, names.size() - 1));
    }

    /** The names with slashes between them; {@code .} for the workspace itself. */
    @Override
    public String toString() {
        return names.isEmpty() ? "." : String.join("/", names);
    }
}
