package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bulkhead start}: starts the supervisor if none runs. */
@Command(name = "start", description = "Starts the supervisor, if none runs.", mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    Json json;

    @Override
    public Integer call() throws Exception {
        try (Connection supervisor = Connection.open()) {
            JsonNode self = supervisor.call("status", Connection.args()).path("supervisor");
            if (json.json) {
                Connection.print(spec.commandLine().getOut(), self);
            } else {
                spec.commandLine()
                        .getOut()
                        .println("The supervisor runs, process "
                                + self.path("pid").asLong() + ".");
            }
        }
        return 0;
    }
}
