package dev.bulkhead.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulkhead completion}: the script that lets a shell complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints what lets a shell complete this command.",
            "bash: source <(bulkhead completion bash); zsh: the same in ~/.zshrc; fish: bulkhead completion fish | source."
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    /** What the script {@code bulkhead} does itself, before any of our commands is made. */
    private static final Map<String, String> OF_THE_SCRIPT = Map.of(
            "connect", "What an AI host launches.",
            "demo", "Shows the main job from end to end.",
            "test", "Runs all tests.",
            "bench", "Measures, as ratios.",
            "package", "Makes what users install.",
            "ui", "Opens the window.");

    private enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    Shell shell;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CommandLine all = new CommandLine(new Main());
        Commands.addTo(all);
        switch (shell) {
            // The script of picocli is both shells': it loads bash's completion where zsh reads it.
            case bash, zsh -> {
                OF_THE_SCRIPT.forEach((name, what) -> all.addSubcommand(name, named(name, what)));
                out.print(AutoComplete.bash("bulkhead", all));
            }
            case fish -> {
                out.println("complete -c bulkhead -f");
                OF_THE_SCRIPT.forEach((name, what) -> top(out, name, what));
                all.getSubcommands().forEach((name, command) -> fish(out, name, command));
            }
        }
        return 0;
    }

    private static CommandLine named(String name, String what) {
        CommandSpec named = CommandSpec.create().name(name);
        named.usageMessage().description(what);
        return new CommandLine(named);
    }

    private static void fish(PrintWriter out, String name, CommandLine command) {
        top(out, name, sentence(command));
        options(out, "__fish_seen_subcommand_from " + name, command);
        command.getSubcommands().forEach((below, each) -> {
            out.printf(
                    "complete -c bulkhead -n %s -a %s -d %s%n",
                    quoted("__fish_seen_subcommand_from " + name), below, quoted(sentence(each)));
            options(out, "__fish_seen_subcommand_from " + name + "; and __fish_seen_subcommand_from " + below, each);
        });
    }

    private static void top(PrintWriter out, String name, String what) {
        out.printf("complete -c bulkhead -n __fish_use_subcommand -a %s -d %s%n", name, quoted(what));
    }

    private static void options(PrintWriter out, String when, CommandLine command) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            String name = option.longestName();
            if (name.startsWith("--") && !option.hidden()) {
                out.printf(
                        "complete -c bulkhead -n %s -l %s%s -d %s%n",
                        quoted(when),
                        name.substring(2),
                        option.arity().max() > 0 ? " -r" : "",
                        quoted(String.join(" ", option.description())));
            }
        }
    }

    private static String sentence(CommandLine command) {
        String[] words = command.getCommandSpec().usageMessage().description();
        return words.length == 0 ? "" : List.of(words).getFirst();
    }

    private static String quoted(String words) {
        return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
