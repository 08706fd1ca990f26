package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bulkhead signing-key}: whose signatures hold under the checkpoints of an audit, for who verifies without us. */
@Command(
        name = "signing-key",
        description = "Prints the public key that verifies the checkpoints of a tenant's audit (C2SP verifier key).",
        mixinStandardHelpOptions = true)
final class SigningKeyCommand extends Errand {
    @Parameters(paramLabel = "TENANT", arity = "0..1", description = "All tenants unless given.")
    @Nullable
    String tenant;

    @Override
    public Integer call() throws Exception {
        return list("signing-key", tenant == null ? Connection.args() : of(tenant), "keys", this::print);
    }

    private void print(JsonNode keys) {
        keys.forEach(key -> out().println(key.path("key").asText()));
    }
}
