package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vault export}, {@code vault import} and {@code vault accept-older}. */
final class VaultCopyCommands {
    private VaultCopyCommands() {}

    @Command(
            name = "export",
            description = "Writes a copy of the vault to a new file, encrypted as it is, and prints its checksum.",
            mixinStandardHelpOptions = true)
    static final class Export extends Errand {
        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "FILE")
        Path file;

        @Override
        public Integer call() throws Exception {
            return ask("vault.export", of(tenant).put("file", absolute(file)), this::print);
        }

        /** As sha256sum(1) has it, which can compare by it. */
        private void print(JsonNode done) {
            out().println(done.path("sha256").asText() + "  "
                    + done.path("file").asText());
        }
    }

    @Command(
            name = "import",
            description =
                    "Puts an exported vault in the place of the tenant's; the one that was there is kept beside it."
                            + " On standard input: the vault's passphrase, then the file's where it is another.",
            mixinStandardHelpOptions = true)
    static final class Bring extends Errand {
        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "FILE")
        Path file;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            List<SecretBytes> secrets =
                    passphrase.stdin ? SecretSource.lines(1, "the passphrase", "the file's passphrase") : typed();
            try {
                return ask(
                        "vault.import",
                        of(tenant).put("file", absolute(file)),
                        this::print,
                        secrets.toArray(SecretBytes[]::new));
            } finally {
                secrets.forEach(SecretBytes::close);
            }
        }

        private List<SecretBytes> typed() throws IOException {
            SecretBytes ofTheVault = passphrase.of(tenant, ", to replace its vault");
            Console console = System.console();
            String answer = console == null
                    ? null
                    : console.readLine("Replace the vault of %s by %s? Type its name to go on: ", tenant, file);
            if (!tenant.equals(answer)) {
                ofTheVault.close();
                throw new IOException("the vault of '" + tenant + "' stays as it is");
            }
            return List.of(
                    ofTheVault,
                    SecretSource.typed("Passphrase of " + file + ": ", "--passphrase-stdin", "the file's passphrase"));
        }

        private void print(JsonNode done) {
            out().println("The vault of " + tenant + " is now that of " + file + ". Next: bulkhead sign-in " + tenant);
            if (done.has("kept")) {
                out().println("The one before is kept until its passphrases change: "
                        + done.path("kept").asText());
            }
        }
    }

    @Command(
            name = "accept-older",
            description = "Accepts a vault that was restored from a backup: older than the one last used.",
            mixinStandardHelpOptions = true)
    static final class AcceptOlder extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            try (SecretBytes secret = passphrase.of(tenant, ", to go on with an older vault")) {
                return ask(
                        "vault.accept-older",
                        of(tenant),
                        done -> out().println("The vault of " + tenant + " is used as it is, with the passphrases and"
                                + " credentials of then."),
                        secret);
            }
        }
    }
}
