package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulkhead sign-out}: closes the vault, stops the tenant server, ends its tokens. */
@Command(
        name = "sign-out",
        description = "Closes a tenant's vault: its server stops, its tokens are dead.",
        mixinStandardHelpOptions = true)
final class SignOutCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    Json json;

    @Parameters(paramLabel = "TENANT", arity = "0..1")
    @Nullable
    String tenant;

    @Option(names = "--all", description = "Sign out of every tenant.")
    boolean all;

    @Override
    public Integer call() throws Exception {
        if (all == (tenant != null)) {
            throw new ParameterException(spec.commandLine(), "name one tenant, or give --all");
        }
        ObjectNode args =
                all ? Connection.args().put("all", true) : Connection.args().put("tenant", tenant);
        try (Connection supervisor = Connection.open()) {
            JsonNode result = supervisor.call("sign-out", args);
            PrintWriter out = spec.commandLine().getOut();
            if (json.json) {
                Connection.print(out, result);
            } else if (result.path("signedOut").isEmpty()) {
                out.println("Nobody was signed in.");
            } else {
                result.path("signedOut").forEach(name -> out.println("Signed out of " + name.asText() + "."));
            }
        }
        return 0;
    }
}
