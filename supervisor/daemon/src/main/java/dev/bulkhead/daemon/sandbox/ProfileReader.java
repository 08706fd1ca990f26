package dev.bulkhead.daemon.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads profiles as the data that they are: only options that are known here, each with its number of words, so that a slip in
 * a file cannot open a wall, and only lines that say what they are for. A full profile must also name every option that makes the
 * wall.
 */
final class ProfileReader {
    private static final String HEADER = "# bulkhead-profile 1 ";

    /** bwrap(1): the options that profiles may use, and how many words follow each. */
    private static final Map<String, Integer> WORDS = Map.ofEntries(
            Map.entry("--unshare-user", 0),
            Map.entry("--uid", 1),
            Map.entry("--gid", 1),
            Map.entry("--unshare-pid", 0),
            Map.entry("--unshare-ipc", 0),
            Map.entry("--unshare-uts", 0),
            Map.entry("--unshare-net", 0),
            Map.entry("--unshare-cgroup", 0),
            Map.entry("--disable-userns", 0),
            Map.entry("--die-with-parent", 0),
            Map.entry("--new-session", 0),
            Map.entry("--as-pid-1", 0),
            Map.entry("--clearenv", 0),
            Map.entry("--cap-drop", 1),
            Map.entry("--hostname", 1),
            Map.entry("--ro-bind", 2),
            Map.entry("--ro-bind-try", 2),
            Map.entry("--bind", 2),
            Map.entry("--dev-bind", 2),
            Map.entry("--proc", 1),
            Map.entry("--tmpfs", 1),
            Map.entry("--symlink", 2),
            Map.entry("--remount-ro", 1),
            Map.entry("--perms", 1),
            Map.entry("--size", 1),
            Map.entry("--chdir", 1),
            Map.entry("--setenv", 2));

    /** Without any one of these there is no wall: a profile that lacks it is refused. */
    private static final Set<String> THE_WALL = Set.of(
            "--unshare-user",
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-net",
            "--unshare-cgroup",
            "--disable-userns",
            "--die-with-parent",
            "--new-session",
            "--clearenv",
            "--cap-drop");

    /** What may be bound writable: the workspace, and nothing else. */
    private static final String WRITABLE = "${WORKSPACE}";

    /** {@code like strict}: all that the profile of that name beside this one has, before what this one adds. */
    private static final Pattern LIKE = Pattern.compile("like ([a-z]+)");

    private static final int DEEPEST = 3;

    private static final Set<String> DEVICES = Set.of("/dev/null", "/dev/urandom", "/dev/random");

    private ProfileReader() {}

    /** Reads a full profile. */
    static Profile profile(Path file) throws SandboxUnavailableException {
        Profile profile = fragment(file);
        for (String needed : THE_WALL) {
            if (profile.options().stream().noneMatch(option -> option.getFirst().equals(needed))) {
                throw new SandboxUnavailableException(
                        file + ": the profile lacks " + needed + "; nothing starts under it");
            }
        }
        return profile;
    }

    /** Reads a fragment: what a runtime needs on top of a profile. */
    static Profile fragment(Path file) throws SandboxUnavailableException {
        return read(file, 0);
    }

    private static Profile read(Path file, int depth) throws SandboxUnavailableException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new SandboxUnavailableException("the profile " + file + " cannot be read: " + e.getMessage());
        }
        if (lines.isEmpty() || !lines.getFirst().startsWith(HEADER)) {
            throw new SandboxUnavailableException(file + ":1: a profile begins with '" + HEADER + "NAME'");
        }
        Reasons.check(file, lines, "#");
        List<List<String>> options = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String where = file + ":" + (i + 1) + ": ";
            Matcher like = LIKE.matcher(withoutComment(lines.get(i)));
            if (!like.matches()) {
                readLine(where, lines.get(i), options);
            } else if (options.isEmpty() && depth < DEEPEST) {
                options.addAll(read(file.resolveSibling(like.group(1) + ".profile"), depth + 1)
                        .options());
            } else {
                throw new SandboxUnavailableException(
                        where + "'like' stands before the options, and leads nowhere back");
            }
        }
        return new Profile(lines.getFirst().substring(HEADER.length()).trim(), options);
    }

    private static void readLine(String where, String line, List<List<String>> options)
            throws SandboxUnavailableException {
        String text = withoutComment(line);
        String[] words = text.isEmpty() ? new String[0] : text.split("\\s+");
        for (int at = 0; at < words.length; ) {
            Integer count = WORDS.get(words[at]);
            if (count == null) {
                throw new SandboxUnavailableException(where + "'" + words[at] + "' is no option of a profile");
            }
            if (at + count >= words.length) {
                throw new SandboxUnavailableException(where + words[at] + " takes " + count + " more word(s)");
            }
            List<String> option = List.of(words).subList(at, at + count + 1);
            String wrong = wrong(option);
            if (wrong != null) {
                throw new SandboxUnavailableException(where + wrong);
            }
            options.add(option);
            at += count + 1;
        }
    }

    private static String withoutComment(String line) {
        int comment = line.indexOf('#');
        return (comment < 0 ? line : line.substring(0, comment)).trim();
    }

    private static @Nullable String wrong(List<String> option) {
        return switch (option.getFirst()) {
            case "--bind" -> option.get(1).equals(WRITABLE) ? null : "only " + WRITABLE + " may be bound writable";
            case "--dev-bind" -> DEVICES.contains(option.get(1)) ? null : option.get(1) + " is no harmless device";
            case "--ro-bind", "--ro-bind-try" -> option.get(1).equals("/") ? "the whole system may not be bound" : null;
            case "--cap-drop" -> option.get(1).equals("ALL") ? null : "--cap-drop takes ALL";
            case "--uid", "--gid" -> option.get(1).equals("0") ? "nothing runs as root" : null;
            default -> null;
        };
    }
}
