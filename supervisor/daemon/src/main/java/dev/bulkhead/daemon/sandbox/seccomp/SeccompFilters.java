package dev.bulkhead.daemon.sandbox.seccomp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The filters of a folder of policies and tables of system calls, each made once. Safe for any thread. */
public final class SeccompFilters {
    private static final String HEADER = "# bulkhead-syscalls 1 ";

    private final Path folder;
    private final Map<String, byte[]> made = new ConcurrentHashMap<>();

    /** @param folder {@code sandbox-profiles/linux/seccomp} */
    public SeccompFilters(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the filter program of a policy: an array of {@code struct sock_filter}, as {@code bwrap --seccomp} reads it.
     *
     * @throws SeccompException when the policy, or a table, is not what it should be
     */
    public byte[] filter(String policy, Architecture architecture) throws SeccompException {
        String key = policy + " " + architecture;
        byte @Nullable [] there = made.get(key);
        if (there == null) {
            there = FilterCompiler.compile(policy(policy), table(architecture), architecture);
            made.put(key, there);
        }
        return there.clone();
    }

    Policy policy(String name) throws SeccompException {
        Set<String> known = new HashSet<>();
        for (Architecture one : Architecture.values()) {
            known.addAll(table(one).keySet());
        }
        return PolicyReader.read(folder.resolve(name + ".policy"), known);
    }

    Map<String, Integer> table(Architecture architecture) throws SeccompException {
        Path file = folder.resolve(architecture.wireName() + ".syscalls");
        Map<String, Integer> table = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                if (!line.startsWith("#")) {
                    table.put(words[0], Integer.parseInt(words[1]));
                }
            }
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new SeccompException("the table " + file + " cannot be read: " + e.getMessage());
        }
        if (table.isEmpty()) {
            throw new SeccompException("the table " + file + " is empty: it begins with '" + HEADER + "NAME'");
        }
        return table;
    }
}
