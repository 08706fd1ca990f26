package dev.bulkhead.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bulkhead manual}: the page of the manual, made of the commands as they are. */
@Command(
        name = "manual",
        description = "Prints the page of the manual, for man: bulkhead manual | man -l -",
        mixinStandardHelpOptions = true)
final class ManualCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine all = new CommandLine(new Main());
        Commands.addTo(all);
        spec.commandLine().getOut().print(ManualPage.of(all));
        return 0;
    }
}
