package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bulkhead switch}: the workspace of the hosts that ask for none. */
@Command(
        name = "switch",
        description = {
            "Makes a tenant's workspace the active one: hosts that were launched with 'bulkhead connect' alone work in it.",
            "Without a tenant, shows which one is active."
        },
        mixinStandardHelpOptions = true)
final class SwitchCommand extends Errand {
    @Parameters(paramLabel = "TENANT", arity = "0..1")
    @Nullable
    String tenant;

    @Override
    public Integer call() throws Exception {
        String one = tenant;
        return one == null ? ask("switch.show", Connection.args(), this::show) : ask("switch", of(one), this::print);
    }

    private void show(JsonNode result) {
        out().println(
                        result.path("active").isNull()
                                ? "No workspace is active: choose one with 'bulkhead switch TENANT'."
                                : "The active workspace is "
                                        + result.path("active").asText() + ".");
    }

    private void print(JsonNode result) {
        String active = result.path("active").asText();
        out().println("The active workspace is " + active + " ("
                + result.path("state").asText() + ").");
        int moved = result.path("moved").asInt();
        int inLobby = result.path("inLobby").asInt();
        if (moved > 0) {
            out().println(moved + " connection(s) went over to it.");
        }
        if (inLobby > 0) {
            out().println(inLobby
                    + " connection(s) of other tenants wait in their lobby; have the AI host start its server"
                    + " anew to work for " + active + ".");
        }
    }
}
