package dev.bulkhead.tenantserver.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Attempts that look at what the kernel says is around this process, in {@code /proc} (proc(5)). A target lists what is meant to
 * be there, one word a line; each returns the first thing that is not, and throws {@link NothingElse} where there is none. What
 * the kernel does not tell counts as there: no verdict, no access.
 */
final class Surroundings {
    private static final Path PROC = Path.of("/proc");
    private static final String UNKNOWN = "the kernel does not tell";

    private Surroundings() {}

    /** There is nothing beside what is meant to be there. */
    static final class NothingElse extends Exception {
        NothingElse() {
            super("nothing else");
        }
    }

    /** What a look at the kernel's word gives. */
    private interface Look {
        String at(List<String> meant) throws IOException, NothingElse;
    }

    private static String look(String target, Look look) throws NothingElse {
        try {
            return look.at(Arrays.asList(target.split("\n")));
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** A descriptor that leads to something else than a pipe, the kernel's own objects, or a path that begins as is meant. */
    static String descriptors(String target) throws NothingElse {
        return look(target, meant -> {
            Path own = PROC.resolve("self/fd");
            String listing = PROC.toString() + "/" + ProcessHandle.current().pid() + "/fd";
            try (DirectoryStream<Path> all = Files.newDirectoryStream(own)) {
                for (Path each : all) {
                    String leads = leadsTo(each);
                    boolean isKernels = leads.startsWith("pipe:") || leads.startsWith("anon_inode:") || leads.isEmpty();
                    if (!isKernels && !leads.equals(listing) && !isBelow(leads, meant)) {
                        return each.getFileName() + " to " + leads;
                    }
                }
            }
            throw new NothingElse();
        });
    }

    private static String leadsTo(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // Closed since it was listed.
        }
    }

    private static boolean isBelow(String path, List<String> folders) {
        return folders.stream()
                .anyMatch(folder -> !folder.isEmpty() && (path.equals(folder) || path.startsWith(folder + "/")));
    }

    /** A process beside this one. */
    static String processes(String target) throws NothingElse {
        return look(target, meant -> {
            String own = Long.toString(ProcessHandle.current().pid());
            try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC)) {
                for (Path each : all) {
                    String name = each.getFileName().toString();
                    boolean isProcess = name.charAt(0) >= '0' && name.charAt(0) <= '9';
                    if (isProcess && !name.equals(own)) {
                        return "process " + name;
                    }
                }
            }
            throw new NothingElse();
        });
    }

    /** A mount that can be written to. */
    static String mounts(String target) throws NothingElse {
        return look(target, meant -> {
            Map<String, Boolean> writable = new LinkedHashMap<>(); // The last mount on a folder hides those before it.
            for (String line : lines(PROC.resolve("self/mountinfo"))) {
                String[] words = line.split(" ");
                boolean isOpen = isWritable(words[5]) && isWritable(words[words.length - 1]);
                writable.put(words[4], isOpen);
            }
            if (writable.isEmpty()) {
                return UNKNOWN;
            }
            for (Map.Entry<String, Boolean> mount : writable.entrySet()) {
                if (mount.getValue() && !meant.contains(mount.getKey())) {
                    return mount.getKey();
                }
            }
            throw new NothingElse();
        });
    }

    private static boolean isWritable(String options) {
        return options.equals("rw") || options.startsWith("rw,");
    }

    /** A network interface. */
    static String interfaces(String target) throws NothingElse {
        return look(target, meant -> {
            List<String> lines = lines(PROC.resolve("net/dev"));
            for (String line : lines.subList(Math.min(2, lines.size()), lines.size())) { // Two lines of headings.
                String name = line.substring(0, line.indexOf(':')).trim();
                if (!meant.contains(name)) {
                    return name;
                }
            }
            throw new NothingElse();
        });
    }

    /** A line of this process's status that says something else: {@code Seccomp=2}. */
    static String status(String target) throws NothingElse {
        return look(target, meant -> {
            List<String> lines = lines(PROC.resolve("thread-self/status"));
            for (String each : meant) {
                int at = each.indexOf('=');
                String name = each.substring(0, at) + ":";
                String value = UNKNOWN;
                for (String line : lines) {
                    value = line.startsWith(name)
                            ? line.substring(name.length()).trim()
                            : value;
                }
                if (!value.equals(each.substring(at + 1))) {
                    return name + " " + value;
                }
            }
            throw new NothingElse();
        });
    }

    /** Whether an abstract unix socket of that name is in this network namespace, where it could be connected to. */
    static String abstractSocket(String name) throws IOException, NothingElse {
        for (String line : lines(PROC.resolve("net/unix"))) {
            if (line.endsWith(" @" + name)) {
                return "listed";
            }
        }
        throw new NothingElse();
    }

    private static List<String> lines(Path file) throws IOException {
        return Arrays.asList(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).split("\n"));
    }
}
