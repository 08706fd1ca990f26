package dev.bulkhead.daemon.approval;

import dev.bulkhead.protocol.home.FileDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Measures which program a process runs: its content is read through {@code /proc/<pid>/exe}, which is the file that runs, also
 * after another was put at its path (proc(5)). What was measured once is known again by the file's device, number, size and
 * times; the change time cannot be set back by whoever may write the file. Blocks while it reads; safe for any thread.
 */
public final class Executables {
    private static final int MOST_CACHED = 256;
    private static final long LONGEST_SCRIPT = 64L << 20;
    private static final int LONGEST_COMMAND_LINE = 256 * 1024;
    private static final int MOST_ARGUMENTS = 64;
    private static final String REPLACED = " (deleted)";
    private static final Pattern INTERPRETER = Pattern.compile(
            "(node|nodejs|bun|deno|python[0-9.]*|pypy[0-9.]*|ruby[0-9.]*|perl[0-9.]*|php[0-9.]*|java|dotnet)");

    private final Path proc;
    private final Map<Map<String, Object>, String> measured = new ConcurrentHashMap<>();

    /** For the processes of this machine. */
    public Executables() {
        this(Path.of("/proc"));
    }

    Executables(Path proc) {
        this.proc = proc;
    }

    /**
     * Returns the identity of {@code program}.
     *
     * @throws IOException when it has ended, is another process by now, or may not be looked at: then nobody knows who it is
     */
    public HostIdentity measure(RunningProgram program) throws IOException {
        Path process = proc.resolve(Long.toString(program.pid()));
        Path exe = process.resolve("exe");
        String path = Files.readSymbolicLink(exe).toString();
        String hash = hash(exe);
        Optional<Path> script = script(process, path);
        String scriptHash = script.isPresent() ? hash(script.get()) : "";
        // Last: whoever it is at the end was it all the time, since a number is not used twice at once.
        Instant started = ProcessHandle.of(program.pid())
                .flatMap(handle -> handle.info().startInstant())
                .orElse(Instant.MAX);
        if (!started.equals(program.started())
                || !Files.readSymbolicLink(exe).toString().equals(path)) {
            throw new IOException("process " + program.pid() + " is not what it was when it connected");
        }
        return new HostIdentity(
                path.endsWith(REPLACED) ? path.substring(0, path.length() - REPLACED.length()) : path,
                hash,
                script.map(Path::toString).orElse(""),
                scriptHash);
    }

    /** The first argument of an interpreter that is a file. */
    private static Optional<Path> script(Path process, String executable) throws IOException {
        if (!INTERPRETER
                .matcher(executable.substring(executable.lastIndexOf('/') + 1).replace(REPLACED, ""))
                .matches()) {
            return Optional.empty();
        }
        for (String argument : arguments(process)) {
            if (!argument.startsWith("-") && !argument.isEmpty()) {
                Optional<Path> file = file(process, argument);
                if (file.isPresent()) {
                    return file;
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> arguments(Path process) throws IOException {
        byte[] line;
        try (InputStream in = Files.newInputStream(process.resolve("cmdline"))) {
            line = in.readNBytes(LONGEST_COMMAND_LINE);
        }
        String[] arguments = new String(line, StandardCharsets.UTF_8).split("\0", -1);
        return List.of(arguments).subList(1, Math.min(arguments.length, MOST_ARGUMENTS));
    }

    private static Optional<Path> file(Path process, String argument) {
        try {
            Path path = Files.readSymbolicLink(process.resolve("cwd")).resolve(argument);
            return Files.isRegularFile(path) && Files.size(path) <= LONGEST_SCRIPT
                    ? Optional.of(path.toRealPath())
                    : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            // An argument that names no file of ours to see is none.
            return Optional.empty();
        }
    }

    private String hash(Path file) throws IOException {
        Map<String, Object> state = state(file);
        String known = measured.get(state);
        if (known != null) {
            return known;
        }
        String hash = FileDigest.sha256(file);
        if (!state.equals(state(file))) {
            throw new IOException("a file changed while it was measured");
        }
        if (measured.size() >= MOST_CACHED) {
            measured.clear();
        }
        measured.put(state, hash);
        return hash;
    }

    private static Map<String, Object> state(Path file) throws IOException {
        return Map.copyOf(Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime"));
    }
}
