package dev.bulkhead.daemon.sandbox;

import dev.bulkhead.daemon.sandbox.SandboxSpec.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Python: the system's, a version manager's, or a virtual environment's.
 *
 * @param question asks an interpreter where it lives
 */
record PythonProgram(Programs.Question question, MountRules rules) {
    /** Without {@code site}: the {@code .pth} files of an environment are code of others, and this runs outside any sandbox. */
    private static final List<String> WHERE = List.of(
            "-I",
            "-S",
            "-c",
            "import sys, os; print(sys.executable, sys.base_prefix, os.path.dirname(os.__file__), sys.version_info >= (3, 11), sep='\\n')");

    private static final Set<String> MARKERS =
            Set.of("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "__init__.py", "uv.lock");
    private static final Set<String> VALUES = Set.of("-W", "-X");
    private static final Set<String> ENDS = Set.of("-c", "-m");

    Program of(Path file, List<String> arguments) throws IOException, SandboxUnavailableException {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(WHERE);
        List<String> lines = question.ask(command).lines().toList();
        if (lines.size() != 4) {
            throw new IOException("it does not say where it lives");
        }
        Path executable = Path.of(lines.get(0));
        Path library = Path.of(lines.get(1));
        if (library.startsWith("/usr")) {
            // The rest of /usr is none of its business.
            library = Path.of(lines.get(2));
        }
        Path program = executable.toRealPath();
        rules.allowed(program);
        rules.allowed(library);
        List<Mount> mounts = new ArrayList<>();
        Path environment = environment(executable);
        if (environment != null) {
            mounts.add(Mount.asItLies(rules.allowed(environment)));
        }
        for (Path folder : List.of(Path.of("/usr/lib/python3"), Path.of("/usr/local/lib/" + library.getFileName()))) {
            if (library.startsWith("/usr/lib") && Files.isDirectory(folder)) {
                mounts.add(Mount.asItLies(folder)); // what the system's package manager and its pip installed
            }
        }
        for (Path link : Executables.chain(executable)) {
            boolean seen = link.equals(program)
                    || link.startsWith(library)
                    || environment != null && link.startsWith(environment);
            if (!seen) {
                mounts.add(new Mount(program, link));
            }
        }
        for (Mount script : new ScriptMounts(rules, MARKERS, VALUES, ENDS).of(arguments)) {
            if (environment == null || !script.outside().startsWith(environment)) {
                mounts.add(script);
            }
        }
        return new Program(
                List.of("python"),
                Map.of("PROGRAM", program.toString(), "PREFIX", library.toString()),
                mounts,
                Programs.words(executable, safe(arguments, lines.get(3).equals("True")), rules));
    }

    /**
     * With {@code -m}, Python looks into the working directory first, and that is the workspace: whoever writes a file there
     * would run as this server, with its credentials. {@code -P} (since 3.11) stops that.
     */
    private static List<String> safe(List<String> arguments, boolean canBeTold) {
        List<String> safe = new ArrayList<>(arguments);
        if (canBeTold && arguments.contains("-m")) {
            safe.addFirst("-P");
        }
        return safe;
    }

    /** PEP 405: an interpreter belongs to the environment whose pyvenv.cfg is one folder up. */
    private @org.jspecify.annotations.Nullable Path environment(Path executable) {
        Path bin = executable.getParent();
        Path root = bin == null ? null : bin.getParent();
        return root != null && Files.isRegularFile(root.resolve("pyvenv.cfg")) ? root : null;
    }
}
