package dev.bulkhead.daemon.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names that the consultant's own tools execute or obey (design, rule 8), as {@code sandbox-profiles/obeyed.names} lists
 * them. Immutable, safe for any thread.
 */
public final class ObeyedNames {
    private static final String HEADER = "# bulkhead-obeyed 1";
    private static final Pattern LINE =
            Pattern.compile("([^ /\\\\]+) +(folder|file|kept)(?: +without +([^ /\\\\]+))? +# +(.+)");

    private final List<Name> all;
    private final Set<String> anywhere;

    private ObeyedNames(List<Name> all) {
        this.all = List.copyOf(all);
        this.anywhere = all.stream()
                .filter(name -> name.without().isEmpty())
                .map(name -> folded(name.name()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What stands at the top of a workspace in place of a name that is not there. */
    public enum StandIn {
        FOLDER,
        FILE,
        NONE
    }

    /**
     * One name.
     *
     * @param without a name that makes a stand-in needless where it is there; such a line is about the top alone
     */
    public record Name(String name, StandIn standIn, Optional<String> without) {}

    /** @throws SandboxUnavailableException when the list is not what it should be: nothing starts without one */
    public static ObeyedNames read(Path file) throws SandboxUnavailableException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new SandboxUnavailableException("the list " + file + " cannot be read: " + e.getMessage());
        }
        if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
            throw new SandboxUnavailableException(file + ":1: a list of obeyed names begins with '" + HEADER + "'");
        }
        List<Name> names = new ArrayList<>();
        Set<String> once = new HashSet<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || !once.add(folded(matcher.group(1)))) {
                throw new SandboxUnavailableException(file + ":" + (i + 1)
                        + ": a line is one name, once, then 'folder', 'file' or 'kept', and after # who obeys it");
            }
            StandIn standIn = switch (matcher.group(2)) {
                case "folder" -> StandIn.FOLDER;
                case "file" -> StandIn.FILE;
                default -> StandIn.NONE;
            };
            names.add(new Name(matcher.group(1), standIn, Optional.ofNullable(matcher.group(3))));
        }
        if (names.isEmpty()) {
            throw new SandboxUnavailableException(file + " names nothing, so nothing starts: restore it");
        }
        return new ObeyedNames(names);
    }

    public List<Name> all() {
        return all;
    }

    /** The names as the tenant server is told them: with a slash before it, one that is obeyed at the top alone. */
    public List<String> told() {
        return all.stream()
                .map(name -> name.without().isEmpty() ? name.name() : "/" + name.name())
                .toList();
    }

    /** Returns whether tools obey what {@code relative} names: its last name is on the list. Without case, as some file systems are. */
    public boolean matches(Path relative) {
        Path last = relative.getFileName();
        return last != null && anywhere.contains(folded(last.toString()));
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
