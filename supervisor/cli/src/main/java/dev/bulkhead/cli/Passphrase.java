package dev.bulkhead.cli;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The option {@code --passphrase-stdin}; without it the passphrase is asked for at the terminal. */
final class Passphrase {
    @Option(names = "--passphrase-stdin", description = "Read the vault's passphrase from standard input.")
    boolean stdin;

    /** Asks for the passphrase of {@code tenant}; {@code why} is what it lets happen, with a comma before it, or "". */
    SecretBytes of(String tenant, String why) throws IOException {
        return SecretSource.passphrase(stdin, "Passphrase of " + tenant + why + ": ");
    }
}
