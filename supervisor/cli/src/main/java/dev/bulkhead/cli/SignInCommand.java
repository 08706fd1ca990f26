package dev.bulkhead.cli;

import dev.bulkhead.protocol.secret.SecretBytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead sign-in}: opens one tenant's vault, and nothing of another; at the client's provider too, where one is pinned. */
@Command(
        name = "sign-in",
        description = "Opens one tenant's vault; where its settings pin a provider, that has to vouch for you as well.",
        mixinStandardHelpOptions = true)
final class SignInCommand extends Errand {
    @Parameters(paramLabel = "TENANT")
    String tenant;

    @Mixin
    Passphrase passphrase;

    @Option(
            names = "--keychain",
            description = "With the key that the desktop's keychain has ('bulkhead vault keychain TENANT on').")
    boolean keychain;

    @Option(names = "--no-browser", description = "Print the provider's address, and open no browser.")
    boolean noBrowser;

    @Option(names = "--device", description = "Sign in at the provider on another device, by a code.")
    boolean device;

    @Override
    boolean opensBrowser() {
        return !noBrowser;
    }

    @Override
    public Integer call() throws Exception {
        if (keychain) {
            return ask(
                    "sign-in", of(tenant).put("keychain", true), done -> out().println("Signed in to " + tenant + "."));
        }
        try (SecretBytes secret = passphrase.of(tenant, "")) {
            return ask(
                    "sign-in",
                    of(tenant).put("device", device),
                    done -> out().println("Signed in to " + tenant + "."),
                    secret);
        }
    }
}
