package dev.bulkhead.daemon.limits;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processes of a sandbox as the kernel shows them outside: its first one and all that came of it. In a process namespace
 * orphans go to the first process, so that none leaves the tree. proc(5). Stateless.
 */
final class ProcessTree {
    private static final Path PROC = Path.of("/proc");

    private ProcessTree() {}

    /**
     * One process.
     *
     * @param startTime in clock ticks since the machine's start: with the number it names one process for ever
     * @param ticks of processor time that it and its children that have ended used, in clock ticks
     * @param pages that it has in memory, those of files and of others included
     */
    record Member(long pid, long startTime, long ticks, int threads, long pages) {}

    /** Returns the processes from {@code first} on, that one first; none when it has ended. */
    static List<Member> from(long first) {
        List<Member> members = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        Deque<Long> next = new ArrayDeque<>(List.of(first));
        while (!next.isEmpty()) {
            long pid = next.pop();
            if (seen.add(pid)) {
                member(pid).ifPresent(member -> {
                    members.add(member);
                    next.addAll(children(pid));
                });
            }
        }
        return members;
    }

    /** Reads one process; empty when there is none of that number, or only its remains. */
    static Optional<Member> member(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"), java.nio.charset.StandardCharsets.ISO_8859_1);
            // The name, in brackets, may hold anything: what comes after the last one counts.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return Optional.empty();
            }
            long ticks = 0;
            for (int i = 11; i <= 14; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return Optional.of(new Member(
                    pid, Long.parseLong(fields[19]), ticks, Integer.parseInt(fields[17]), Long.parseLong(fields[21])));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns how many pages of {@code pid} are its own, and no file's. */
    static long ownPages(long pid) {
        try {
            String[] fields = Files.readString(PROC.resolve(pid + "/statm")).split(" ");
            return Math.max(0, Long.parseLong(fields[1]) - Long.parseLong(fields[2]));
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns the threads of {@code pid}, each with a number of its own. */
    static List<Long> threads(long pid) {
        List<Long> threads = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (Path task : tasks) {
                threads.add(Long.valueOf(task.getFileName().toString()));
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return threads; // It has ended.
        }
        return threads;
    }

    /** Each thread keeps those that it started. */
    private static List<Long> children(long pid) {
        List<Long> children = new ArrayList<>();
        for (long thread : threads(pid)) {
            try {
                String line = Files.readString(PROC.resolve(pid + "/task/" + thread + "/children"));
                for (String child : line.split(" ")) {
                    if (!child.isBlank()) {
                        children.add(Long.valueOf(child.trim()));
                    }
                }
            } catch (IOException e) {
                continue; // The thread has ended.
            }
        }
        return children;
    }
}
