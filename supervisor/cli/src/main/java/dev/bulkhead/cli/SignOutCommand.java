package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead sign-out}: closes the vault, stops the tenant server, ends its tokens. */
@Command(
        name = "sign-out",
        description = "Closes a tenant's vault: its server stops, its tokens are dead.",
        mixinStandardHelpOptions = true)
final class SignOutCommand extends Errand {
    @Parameters(paramLabel = "TENANT", arity = "0..1")
    @Nullable
    String tenant;

    @Option(names = "--all", description = "Sign out of every tenant.")
    boolean all;

    @Override
    public Integer call() throws Exception {
        return ask("sign-out", ofOneOrAll(tenant, all), this::print);
    }

    private void print(JsonNode result) {
        if (result.path("signedOut").isEmpty()) {
            out().println("Nobody was signed in.");
        }
        result.path("signedOut").forEach(name -> out().println("Signed out of " + name.asText() + "."));
    }
}
