package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulkhead sign-in}: opens one tenant's vault, and nothing of another. */
@Command(name = "sign-in", description = "Opens one tenant's vault.", mixinStandardHelpOptions = true)
final class SignInCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    Json json;

    @Parameters(paramLabel = "TENANT")
    String tenant;

    @Option(names = "--passphrase-stdin", description = "Read the vault's passphrase from standard input.")
    boolean stdin;

    @Override
    public Integer call() throws Exception {
        try (SecretBytes passphrase = SecretSource.passphrase(stdin, "Passphrase of " + tenant + ": ");
                Connection supervisor = Connection.open()) {
            JsonNode result = supervisor.call("sign-in", Connection.args().put("tenant", tenant), passphrase);
            if (json.json) {
                Connection.print(spec.commandLine().getOut(), result);
            } else {
                spec.commandLine().getOut().println("Signed in to " + tenant + ".");
            }
        }
        return 0;
    }
}
