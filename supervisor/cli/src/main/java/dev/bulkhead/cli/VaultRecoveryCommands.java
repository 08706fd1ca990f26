package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vault recovery} and {@code vault recover}. */
final class VaultRecoveryCommands {
    private VaultRecoveryCommands() {}

    @Command(
            name = "recovery",
            description =
                    "Makes a recovery key and prints it once. It opens the vault when every passphrase is lost; one"
                            + " that was made before opens nothing any more.",
            mixinStandardHelpOptions = true)
    static final class Recovery extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            try (SecretBytes secret = passphrase.of(tenant, "")) {
                return ask("vault.recovery", of(tenant), this::print, secret);
            }
        }

        /** The key alone on standard output, so that it can go straight to where it is kept. */
        private void print(JsonNode made) {
            err().println("The recovery key of " + tenant + "'s vault, fingerprint "
                    + made.path("fingerprint").asText() + ". It is kept nowhere: store it away from this machine.");
            err().flush();
            out().println(made.path("key").asText());
        }
    }

    @Command(
            name = "recover",
            description = "Sets a new passphrase with the recovery key. On standard input: the key, then the new"
                    + " passphrase, a line each.",
            mixinStandardHelpOptions = true)
    static final class Recover extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Option(names = "--key-stdin", description = "Read the key and the new passphrase from standard input.")
        boolean stdin;

        @Option(names = "--consultant", paramLabel = "NAME", description = "Whose passphrase; without it the first's.")
        @Nullable
        String consultant;

        @Option(
                names = "--generate-passphrase",
                description = "Make a passphrase of six random words, and print it once.")
        boolean generate;

        @Override
        public Integer call() throws Exception {
            List<SecretBytes> given = new ArrayList<>();
            if (stdin) {
                given.addAll(
                        generate
                                ? SecretSource.lines(1, "the recovery key")
                                : SecretSource.lines(2, "the recovery key", "the new passphrase"));
            } else {
                given.add(SecretSource.typed("Recovery key of " + tenant + ": ", "--key-stdin", "the recovery key"));
            }
            try (SecretBytes key = given.getFirst();
                    NewPassphrase fresh = fresh(given)) {
                var args = of(tenant);
                if (consultant != null) {
                    args.put("consultant", consultant);
                }
                return ask(
                        "vault.recover",
                        args,
                        fresh::addTo,
                        done -> {
                            out().println("The vault of " + tenant + " opens with the new passphrase.");
                            fresh.show(out());
                        },
                        key,
                        fresh.secret());
            }
        }

        private NewPassphrase fresh(List<SecretBytes> given) throws java.io.IOException {
            if (generate) {
                return NewPassphrase.generated();
            }
            return given.size() > 1
                    ? NewPassphrase.given(
                            given.get(1), json.json ? NewPassphrase.Asked.YES : NewPassphrase.Asked.NO, err())
                    : NewPassphrase.prompted("New passphrase of " + tenant + "'s vault: ", err());
        }
    }
}
