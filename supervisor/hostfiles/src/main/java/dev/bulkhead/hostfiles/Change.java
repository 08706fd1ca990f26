package dev.bulkhead.hostfiles;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of a host's file that is worked out and not made: {@link HostFile#write} makes it.
 *
 * @param file the file itself, where the host's path is a symbolic link
 * @param before the text it was worked out from; empty when there is no file
 * @param after what the text becomes
 */
public record Change(Path file, String before, String after) {
    private static final int AROUND = 2;

    /** Whether there is anything to do. */
    public boolean isNone() {
        return before.equals(after);
    }

    /** The lines that go ({@code -}) and come ({@code +}), with two around them, for people to read. */
    public List<String> lines() {
        List<String> old = split(before);
        List<String> fresh = split(after);
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
        old.subList(Math.max(0, same - AROUND), same).forEach(line -> lines.add("  " + line));
        old.subList(same, old.size() - tail).forEach(line -> lines.add("- " + line));
        fresh.subList(same, fresh.size() - tail).forEach(line -> lines.add("+ " + line));
        old.subList(old.size() - tail, Math.min(old.size(), old.size() - tail + AROUND))
                .forEach(line -> lines.add("  " + line));
        return lines;
    }

    private static List<String> split(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\r?\n"));
    }
}
