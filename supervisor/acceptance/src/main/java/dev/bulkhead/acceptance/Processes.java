package dev.bulkhead.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Processes as Linux shows them in {@code /proc}: proc_pid_stat(5). */
public final class Processes {
    private Processes() {}

    /** Returns whether {@code pid} runs; one that has ended and waits to be reaped does not. */
    public static boolean isAlive(long pid) {
        try {
            return !stat(pid).getFirst().equals("Z");
        } catch (IOException e) {
            return false;
        }
    }

    /** The children of {@code pid} that run. */
    public static List<Long> children(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .filter(Processes::isAlive)
                .toList();
    }

    /** All that descends from {@code pid} and runs. */
    public static List<Long> descendants(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .filter(Processes::isAlive)
                .toList();
    }

    /** The fields of {@code /proc/PID/stat} from the third on (state, parent, group, session, …). */
    public static List<String> stat(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    }

    /** The session of {@code pid}: field 6 of its stat. */
    public static long session(long pid) throws IOException {
        return Long.parseLong(stat(pid).get(3));
    }

    /** One line of {@code /proc/PID/status}, without its name. */
    public static String status(long pid, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        throw new IOException("/proc/" + pid + "/status has no " + name);
    }

    /** The environment that {@code pid} was started with, as {@code NAME=value}. */
    public static List<String> environment(long pid) throws IOException {
        return strings(Path.of("/proc/" + pid + "/environ"));
    }

    /** The command line of {@code pid}. */
    public static List<String> commandLine(long pid) throws IOException {
        return strings(Path.of("/proc/" + pid + "/cmdline"));
    }

    private static List<String> strings(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("\0"));
    }

    /** The supervisors of {@code home}, found without asking any: by their class and their environment. */
    public static List<Long> supervisors(Path home) throws IOException {
        List<Long> found = new ArrayList<>();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            for (ProcessHandle process : all.toList()) {
                if (isSupervisor(process.pid(), home)) {
                    found.add(process.pid());
                }
            }
        }
        return found;
    }

    private static boolean isSupervisor(long pid, Path home) throws IOException {
        try {
            return isAlive(pid)
                    && commandLine(pid).contains("dev.bulkhead.daemon.Daemon")
                    && environment(pid).contains("BULKHEAD_HOME=" + home);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            // Of another user, or gone while it was looked at.
            return false;
        }
    }

    /** The process namespace that {@code pid} is in. */
    public static Path pidNamespace(long pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/pid"));
    }

    /** What runs in {@code namespaces}, whoever its parent is. */
    public static List<Long> inNamespaces(Collection<Path> namespaces) {
        List<Long> found = new ArrayList<>();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            for (ProcessHandle process : all.toList()) {
                try {
                    if (namespaces.contains(pidNamespace(process.pid())) && isAlive(process.pid())) {
                        found.add(process.pid());
                    }
                } catch (IOException e) {
                    // Gone meanwhile, or of another user, whom we start nothing for.
                }
            }
        }
        return found;
    }

    /** What {@code pid} can write to in its memory, one mapping after the other: proc_pid_maps(5), proc_pid_mem(5). */
    public static byte[] memory(long pid) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
                String[] fields = line.split("[- ]", 4);
                if (!fields[2].startsWith("rw")) {
                    continue;
                }
                long end = Long.parseUnsignedLong(fields[1], 16);
                byte[] page = new byte[1 << 16];
                for (long at = Long.parseUnsignedLong(fields[0], 16); at < end; at += page.length) {
                    try {
                        memory.seek(at);
                        int read = memory.read(page, 0, (int) Math.min(page.length, end - at));
                        all.write(page, 0, Math.max(0, read));
                    } catch (IOException e) {
                        break; // Reserved, and never touched.
                    }
                }
            }
        }
        return all.toByteArray();
    }

    /** Sends a signal by its name, {@code STOP} or {@code KILL}, to a process of ours. */
    public static void signal(String name, long pid) throws IOException {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IOException("kill -" + name + " " + pid + " ended with " + exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
