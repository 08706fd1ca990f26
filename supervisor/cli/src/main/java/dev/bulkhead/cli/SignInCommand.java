package dev.bulkhead.cli;

import dev.bulkhead.protocol.secret.SecretBytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bulkhead sign-in}: opens one tenant's vault, and nothing of another. */
@Command(name = "sign-in", description = "Opens one tenant's vault.", mixinStandardHelpOptions = true)
final class SignInCommand extends Errand {
    @Parameters(paramLabel = "TENANT")
    String tenant;

    @Mixin
    Passphrase passphrase;

    @Override
    public Integer call() throws Exception {
        try (SecretBytes secret = passphrase.of(tenant, "")) {
            return ask("sign-in", of(tenant), done -> out().println("Signed in to " + tenant + "."), secret);
        }
    }
}
