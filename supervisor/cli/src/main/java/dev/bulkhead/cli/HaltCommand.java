package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead halt}: stops a tenant at once. */
@Command(
        name = "halt",
        description = {
            "Stops a tenant at once: calls in flight are answered with an error, its tokens and key are gone, its processes"
                    + " are ended.",
            "Nobody signs in to it again before 'bulkhead resume'."
        },
        mixinStandardHelpOptions = true)
final class HaltCommand extends Errand {
    @Parameters(paramLabel = "TENANT", arity = "0..1")
    @Nullable
    String tenant;

    @Option(names = "--all", description = "Halt every tenant.")
    boolean all;

    @Override
    public Integer call() throws Exception {
        ObjectNode which = ofOneOrAll(tenant, all);
        try (Connection supervisor = Connection.open()) {
            JsonNode result = supervisor.call("halt", which);
            tell(result, all -> all.path("halted").forEach(this::print));
            return result.path("halted").findValues("survivors").stream().allMatch(left -> left.asInt() == 0) ? 0 : 1;
        }
    }

    private void print(JsonNode halted) {
        int survivors = halted.path("survivors").asInt();
        out().println("Halted " + halted.path("tenant").asText() + " in "
                + halted.path("elapsedMillis").asLong() + " ms: "
                + halted.path("calls").asInt()
                + " call(s) ended, " + halted.path("processes").asInt() + " process(es) ended, "
                + (survivors == 0 ? "none left" : survivors + " LEFT") + "."
                + (halted.path("recorded").asBoolean() ? "" : " It is recorded as soon as the disk takes it."));
    }
}
