package dev.bulkhead.cli;

import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.FileProblem;
import dev.bulkhead.protocol.local.Application;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command {@code bulkhead}. Exits 0 when done, 1 when refused or failed, 2 on wrong usage. */
@Command(
        name = "bulkhead",
        description = "Runs each client's MCP servers behind a wall of their own.",
        versionProvider = Main.Installed.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%n",
        footer = {
            "Also: bulkhead connect --tenant TENANT (what an AI host launches), demo, test, bench, ui.",
            "Everything lives under BULKHEAD_HOME, or the platform's own folders."
        })
public final class Main implements Runnable {
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = commandLine(args).setOut(out).setErr(err).execute(args);
        out.flush();
        System.out.flush();
        // No exit: that looks for somebody who logs exits, which takes as long as some commands. Nothing here hooks
        // into the end.
        Runtime.getRuntime().halt(status);
    }

    /** Says which version lies here; which one runs is what {@code status} says. */
    static final class Installed implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"bulkhead " + Application.ofThisProcess().version()};
        }
    }

    static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        Commands.addTo(line, arguments);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getOut().flush();
            command.getErr().println("bulkhead: " + oneLine(sentence(e)));
            return e instanceof ControlRefusedException refused
                            && refused.code().equals("usage")
                    ? 2
                    : 1;
        });
        line.setParameterExceptionHandler((e, ignored) -> {
            CommandLine command = e.getCommandLine();
            command.getErr()
                    .println("bulkhead: " + oneLine(String.valueOf(e.getMessage())) + " (see 'bulkhead " + path(command)
                            + "--help')");
            return 2;
        });
        line.setUsageHelpAutoWidth(false);
        return line;
    }

    private static String path(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        return name.equals("bulkhead") ? "" : name.substring("bulkhead ".length()) + " ";
    }

    static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** What {@code e} says to people. */
    static String sentence(Exception e) {
        if (e instanceof UncheckedIOException unchecked) {
            IOException cause = unchecked.getCause();
            return cause == null ? String.valueOf(e.getMessage()) : FileProblem.of(cause);
        }
        if (e instanceof IOException refused) {
            return FileProblem.of(refused);
        }
        if (e instanceof ControlRefusedException || e instanceof ParameterException) {
            return String.valueOf(e.getMessage());
        }
        return "an error of ours: " + e;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
