package dev.bulkhead.hostfiles;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of a host's file that is worked out and not made: {@link HostFile#write} makes it.
 *
 * @param file the file itself, where the host's path is a symbolic link
 * @param before the text it was worked out from; empty when there is no file. Others' credentials may stand in it: never shown
 * @param after what the text becomes; as secret as {@code before}
 * @param names what the host calls the entries that change; none when nothing does
 * @param lines what goes ({@code -}) and comes ({@code +}) of these entries, for people to read: of nothing else in the file,
 *     and without values that may be secret
 */
public record Change(Path file, String before, String after, List<String> names, List<String> lines) {
    public Change {
        names = List.copyOf(names);
        lines = List.copyOf(lines);
    }

    /** Whether there is anything to do. */
    public boolean isNone() {
        return before.equals(after);
    }

    /** Without the texts. */
    @Override
    public String toString() {
        return "Change[" + file + ", " + names + "]";
    }

    /** The lines of {@code old} that go and those of {@code fresh} that come, with what both begin and end with around them. */
    static List<String> between(List<String> old, List<String> fresh) {
        int same = 0;
        while (same < Math.min(old.size(), fresh.size()) && old.get(same).equals(fresh.get(same))) {
            same++;
        }
        int tail = 0;
        while (tail < Math.min(old.size(), fresh.size()) - same
                && old.get(old.size() - 1 - tail).equals(fresh.get(fresh.size() - 1 - tail))) {
            tail++;
        }
        List<String> lines = new ArrayList<>();
        old.subList(0, same).forEach(line -> lines.add("  " + line));
        old.subList(same, old.size() - tail).forEach(line -> lines.add("- " + line));
        fresh.subList(same, fresh.size() - tail).forEach(line -> lines.add("+ " + line));
        old.subList(old.size() - tail, old.size()).forEach(line -> lines.add("  " + line));
        return lines;
    }
}
