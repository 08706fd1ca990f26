package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.Mount;
import dev.bulkhead.daemon.sandbox.MountRules;
import dev.bulkhead.daemon.sandbox.Programs;
import dev.bulkhead.daemon.sandbox.SandboxSpec.Program;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.protocol.local.Application;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The escape suite's programs, one a language, as the product would run an upstream of that kind; Java's as it runs the tenant server. */
final class EscapePrograms {
    private static final String MAIN = "dev.bulkhead.tenantserver.escape.Escape";

    private final Application application;
    private final Programs programs;

    EscapePrograms(Application application, Programs programs) {
        this.application = application;
        this.programs = programs;
    }

    /** @throws SandboxUnavailableException when this machine has no such runtime */
    Program inside(EscapeCatalogue.Language language, MountRules rules) throws SandboxUnavailableException {
        return switch (language) {
            case SH -> shell();
            case NODE -> programs.of("node", List.of(script("escape.cjs"), "inside"), rules);
            case PYTHON -> programs.of("python3", List.of(script("escape.py"), "inside"), rules);
            case JAVA ->
                new Program(
                        List.of(),
                        Map.of(),
                        List.of(),
                        java("/runtime", TenantServerCommand.classPath(application), "inside"));
        };
    }

    /** The shell is no upstream that settings could name: the one program, and what it is linked with. */
    private Program shell() throws SandboxUnavailableException {
        Path script = Path.of(script("escape.sh"));
        try {
            Path shell = Path.of("/bin/sh").toRealPath();
            return new Program(
                    List.of("program"),
                    Map.of("PROGRAM", shell.toString()),
                    List.of(Mount.asItLies(script)),
                    List.of(shell.toString(), script.toString(), "inside"));
        } catch (IOException e) {
            throw new SandboxUnavailableException("/bin/sh cannot be used: " + e.getMessage());
        }
    }

    /** The command for the twins that need a place without a wall; empty where all of a language's are inside. */
    List<String> outside(EscapeCatalogue.Language language) throws IOException {
        return switch (language) {
            case SH, NODE -> List.of();
            case PYTHON -> {
                try {
                    yield List.of(programs.executable("python3").toString(), script("escape.py"), "outside");
                } catch (SandboxUnavailableException e) {
                    yield List.of();
                }
            }
            case JAVA -> {
                String jars = application.classPath("tenant-server").stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
                yield java(System.getProperty("java.home"), jars, "outside");
            }
        };
    }

    private static List<String> java(String runtime, String jars, String side) {
        List<String> command = new ArrayList<>();
        command.add(runtime + "/bin/java");
        command.addAll(TenantServerCommand.QUIET);
        command.addAll(List.of("-Xmx64m", "--enable-native-access=ALL-UNNAMED", "-cp", jars, MAIN, side));
        return command;
    }

    private String script(String name) {
        return application.profiles().resolve("escape").resolve(name).toString();
    }
}
