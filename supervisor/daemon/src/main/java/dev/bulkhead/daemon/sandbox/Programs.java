package dev.bulkhead.daemon.sandbox;

import dev.bulkhead.daemon.sandbox.SandboxSpec.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the command of an upstream into what its sandbox must hold: the runtime that it means, found and followed to the real
 * file, and the files that its arguments name. Immutable, safe for any thread; may ask a runtime where it lives, which takes
 * a moment.
 */
public final class Programs {
    private static final Set<String> SHELLS =
            Set.of("sh", "bash", "dash", "zsh", "ksh", "fish", "busybox", "env", "sudo", "su", "doas");
    private static final Set<String> INSTALLERS = Set.of("uvx", "uv", "pipx");
    private static final Set<String> CONTAINERS = Set.of("docker", "podman", "nerdctl");

    private static final Set<String> NODE_VALUES =
            Set.of("-r", "--require", "--import", "--loader", "--experimental-loader", "-C", "--conditions");

    private final Path userHome;
    private final Question question;

    /** Asks a program of the consultant's own, outside any sandbox. */
    public interface Question {
        /** Returns what {@code command} prints. */
        String ask(List<String> command) throws IOException;
    }

    public Programs(Path userHome, Question question) {
        this.userHome = userHome;
        this.question = question;
    }

    /**
     * Returns what {@code command} with {@code arguments} needs.
     *
     * @throws SandboxUnavailableException when it cannot be had, or may not be seen; in one sentence with what to do
     */
    public Program of(String command, List<String> arguments, MountRules rules) throws SandboxUnavailableException {
        return of(command, arguments, rules, true);
    }

    private Program of(String command, List<String> arguments, MountRules rules, boolean scripts)
            throws SandboxUnavailableException {
        refuse(command);
        Path file = Executables.find(command, userHome);
        try {
            allowed(file, rules);
            allowed(file.toRealPath(), rules);
            String name = file.getFileName().toString();
            String real = file.toRealPath().getFileName().toString();
            if (name.startsWith("python") || real.startsWith("python")) {
                return new PythonProgram(question, rules).of(file, arguments);
            }
            if (name.equals("node") || name.equals("nodejs")) {
                return node(file, arguments, rules);
            }
            if (name.equals("java")) {
                return JavaProgram.of(file, arguments, rules);
            }
            byte[] start = start(file);
            if (scripts && start.length > 2 && start[0] == '#' && start[1] == '!') {
                return script(file, firstLine(start), arguments, rules);
            }
            Path program = file.toRealPath();
            return new Program(
                    List.of("program"),
                    Map.of("PROGRAM", program.toString()),
                    List.of(),
                    words(program, arguments, rules));
        } catch (IOException e) {
            throw new SandboxUnavailableException("the program " + file + " cannot be used: " + e.getMessage());
        }
    }

    private static void refuse(String command) throws SandboxUnavailableException {
        String name = command.substring(command.lastIndexOf('/') + 1);
        if (SHELLS.contains(name)) {
            throw new SandboxUnavailableException("'" + name
                    + "' is a shell or starts others, and there is none in a sandbox: name the program itself, its"
                    + " arguments and its environment");
        }
        if (INSTALLERS.contains(name)) {
            throw new SandboxUnavailableException("'" + name
                    + "' fetches code at each start, which has no network here: make a virtual environment (python3 -m"
                    + " venv DIR, then DIR/bin/pip install PACKAGE) and name its python: DIR/bin/python -m MODULE");
        }
        if (CONTAINERS.contains(name)) {
            throw new SandboxUnavailableException(
                    "'" + name
                            + "' needs rights over the whole desktop, which no sandbox has: run the server's own program instead");
        }
    }

    /** A program that the tenant's sandboxes can change would run with whatever credentials its entry names. */
    private static void allowed(Path file, MountRules rules) throws SandboxUnavailableException {
        if (rules.isInWorkspace(file)) {
            throw new SandboxUnavailableException(
                    file
                            + " lies in the workspace, where every server of the tenant can change it: keep programs elsewhere");
        }
        rules.allowed(file);
    }

    private Program node(Path file, List<String> arguments, MountRules rules)
            throws IOException, SandboxUnavailableException {
        Path program = binary(file);
        allowed(program, rules);
        List<Mount> mounts = new ScriptMounts(rules, Set.of("package.json"), NODE_VALUES, Set.of("-e", "-p", "--eval"))
                .of(arguments);
        return new Program(
                List.of("node"), Map.of("PROGRAM", program.toString()), mounts, words(program, arguments, rules));
    }

    private Path binary(Path node) throws IOException {
        Path program = node.toRealPath();
        // A version manager's shim knows best.
        return isBinary(program)
                ? program
                : Path.of(question.ask(List.of(node.toString(), "-p", "process.execPath"))
                                .strip())
                        .toRealPath();
    }

    /** Returns the desktop's node with {@code arguments} as they stand, and nothing mounted for them. */
    public Program node(List<String> arguments) throws SandboxUnavailableException {
        Path found = executable("node");
        try {
            List<String> words = new ArrayList<>(arguments);
            Path program = binary(found);
            words.addFirst(program.toString());
            return new Program(List.of("node"), Map.of("PROGRAM", program.toString()), List.of(), words);
        } catch (IOException e) {
            throw new SandboxUnavailableException("the program " + found + " cannot be used: " + e.getMessage());
        }
    }

    /**
     * Returns what an installed package needs.
     *
     * @param content the folder that npm installed into; seen as {@code /package}
     * @param bin the script to run, relative to it
     */
    public Program installed(Path content, String bin, List<String> arguments, MountRules rules)
            throws SandboxUnavailableException {
        List<String> words = new ArrayList<>(List.of("/package/" + bin));
        arguments.forEach(argument -> words.add(rules.inside(argument)));
        Program node = node(words);
        return new Program(
                node.fragments(), node.values(), List.of(new Mount(content, Path.of("/package"))), node.command());
    }

    /** Returns the file that {@code name} means on the desktop; it may be a link or a shim. */
    public Path executable(String name) throws SandboxUnavailableException {
        return Executables.find(name, userHome);
    }

    private Program script(Path file, String line, List<String> arguments, MountRules rules)
            throws SandboxUnavailableException {
        List<String> words =
                new ArrayList<>(Arrays.asList(line.substring(2).strip().split("\\s+", 2)));
        if (words.getFirst().endsWith("/env") && words.size() > 1) {
            words = new ArrayList<>(
                    Arrays.asList(words.get(1).replaceFirst("^-S\\s+", "").split("\\s+", 2)));
        }
        String interpreter = words.removeFirst();
        words.add(file.toString());
        words.addAll(arguments);
        return of(interpreter, words, rules, false);
    }

    static List<String> words(Path program, List<String> arguments, MountRules rules) {
        List<String> words = new ArrayList<>();
        words.add(program.toString());
        arguments.forEach(argument -> words.add(rules.inside(argument)));
        return words;
    }

    static boolean isBinary(Path file) throws IOException {
        byte[] start = start(file);
        return start.length >= 4 && start[0] == 0x7f && start[1] == 'E' && start[2] == 'L' && start[3] == 'F';
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(256);
        }
    }

    private static String firstLine(byte[] start) {
        String text = new String(start, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
