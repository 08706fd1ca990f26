package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that open what may name a person while nobody is signed in. */
final class Unseal {
    @Option(
            names = "--unseal",
            description = "Show what may name a person while nobody is signed in; asks for the passphrase.")
    boolean unseal;

    @Mixin
    Passphrase passphrase;

    /**
     * Adds the wish to {@code args}, and returns the passphrase where one is needed, for the caller to close.
     *
     * @param always whether it is needed in any case
     */
    List<SecretBytes> secrets(ObjectNode args, String tenant, boolean always) throws IOException {
        if (!unseal && !always) {
            return List.of();
        }
        args.put("unseal", true);
        return List.of(passphrase.of(tenant, ", to open what is sealed"));
    }
}
