package dev.bulkhead.protocol.local;

import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One file for each exception that nobody caught, in the folder of logs: {@code crash-<time>-<role>-<process>.txt}, at most {@value #MOST}
 * of them. What can be sent to us without a thought: types and places of the code, versions and names of threads; no environment, no
 * arguments, and of messages those alone that the JVM itself makes, which name code and numbers. Safe for any thread.
 */
public final class CrashReports {
    /** So many are kept, the newest. */
    public static final int MOST = 10;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** A message of these comes from the JVM, unless the code was named so: none of ours makes one. */
    private static final Set<Class<? extends Throwable>> OF_THE_JVM = Set.of(
            NullPointerException.class,
            ClassCastException.class,
            ArithmeticException.class,
            ArrayIndexOutOfBoundsException.class,
            NegativeArraySizeException.class,
            StackOverflowError.class,
            OutOfMemoryError.class,
            NoClassDefFoundError.class,
            NoSuchMethodError.class,
            NoSuchFieldError.class,
            UnsatisfiedLinkError.class);

    private final Path folder;
    private final String role;
    private final String version;
    private final InstantSource clock;

    /**
     * @param folder of the logs, which exists
     * @param role which of our processes this is
     */
    public CrashReports(Path folder, String role, String version, InstantSource clock) {
        this.folder = folder;
        this.role = role;
        this.version = version;
        this.clock = clock;
    }

    /** Writes a report of what no thread of this process catches from now on, then does {@code also}; and takes the oldest away. */
    public void begin(Thread.UncaughtExceptionHandler also) {
        Thread.setDefaultUncaughtExceptionHandler((thread, crash) -> {
            try {
                write(thread, crash);
            } catch (IOException | RuntimeException e) {
                // Nothing is left to tell it to but whoever reads stderr.
                System.err.println("bulkhead: no crash report could be written: " + e);
            } finally {
                also.uncaughtException(thread, crash);
            }
        });
        try {
            prune();
        } catch (IOException e) {
            System.err.println("bulkhead: old crash reports stay: " + e);
        }
    }

    /** Writes the report of {@code crash} and returns its file. */
    Path write(Thread thread, Throwable crash) throws IOException {
        Instant now = clock.instant();
        long pid = ProcessHandle.current().pid();
        Path file = BulkheadHome.privateFile(
                folder.resolve("crash-" + STAMP.format(now) + "-" + role + "-" + pid + ".txt"));
        StringBuilder text = new StringBuilder();
        text.append("Bulkhead ").append(version).append(", ").append(role).append('\n');
        text.append("at ").append(now).append(", up since ").append(upSince()).append('\n');
        for (String name : List.of("java.runtime.version", "java.vm.name", "os.name", "os.version", "os.arch")) {
            text.append(name).append(": ").append(System.getProperty(name)).append('\n');
        }
        Runtime runtime = Runtime.getRuntime();
        text.append("heap: ")
                .append((runtime.totalMemory() - runtime.freeMemory()) >> 20)
                .append(" of at most ")
                .append(runtime.maxMemory() >> 20)
                .append(" MiB\n\nin thread ")
                .append(thread.getName())
                .append('\n');
        trace(text, crash, "", Collections.newSetFromMap(new IdentityHashMap<>()));
        text.append("\nthreads:\n");
        names().forEach(name -> text.append("  ").append(name).append('\n'));
        Files.writeString(file, text);
        prune();
        return file;
    }

    private static String upSince() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(Instant::toString)
                .orElse("?");
    }

    private static void trace(StringBuilder text, Throwable crash, String caption, Set<Throwable> seen) {
        text.append(caption).append(crash.getClass().getName());
        if (OF_THE_JVM.contains(crash.getClass()) && crash.getMessage() != null) {
            text.append(": ").append(crash.getMessage());
        }
        text.append('\n');
        if (!seen.add(crash)) {
            return;
        }
        for (StackTraceElement frame : crash.getStackTrace()) {
            text.append("    at ").append(frame).append('\n');
        }
        for (Throwable also : crash.getSuppressed()) {
            trace(text, also, "suppressed: ", seen);
        }
        Throwable cause = crash.getCause();
        if (cause != null) {
            trace(text, cause, "caused by: ", seen);
        }
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            names.add(each.getName());
        }
        return names;
    }

    /** Also takes the oldest of those away that the JVM wrote of itself. */
    private void prune() throws IOException {
        List<Path> reports = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "crash-*")) {
            files.forEach(reports::add);
        }
        List<Oldest> oldest = new ArrayList<>();
        for (Path each : reports) {
            oldest.add(new Oldest(each, Files.getLastModifiedTime(each).toInstant()));
        }
        Collections.sort(oldest);
        for (int i = 0; i < oldest.size() - MOST; i++) {
            Files.deleteIfExists(oldest.get(i).file());
        }
    }

    private record Oldest(Path file, Instant written) implements Comparable<Oldest> {
        @Override
        public int compareTo(Oldest other) {
            int byTime = written.compareTo(other.written);
            return byTime == 0 ? file.compareTo(other.file) : byTime;
        }
    }
}
