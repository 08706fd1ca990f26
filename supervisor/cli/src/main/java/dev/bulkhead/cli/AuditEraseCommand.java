package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead audit erase}: what the audit has about one person, taken away for good. */
@Command(
        name = "erase",
        description =
                "Erases what a tenant's audit has about one person, for good, and prints a signed certificate. The"
                        + " chain still verifies.",
        mixinStandardHelpOptions = true)
final class AuditEraseCommand extends Errand {
    @Parameters(paramLabel = "TENANT")
    String tenant;

    @Option(
            names = "--subject",
            paramLabel = "PERSON",
            required = true,
            description = "Who, as 'subject' has them in 'bulkhead audit list'.")
    String subject;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why, without the name; it stands in the audit and in the certificate.")
    String reason;

    @Option(names = "--yes", description = "Go on without asking.")
    boolean yes;

    @Option(names = "--out", paramLabel = "FILE", description = "A new file for the certificate.")
    @Nullable
    Path file;

    @Mixin
    Passphrase passphrase;

    @Override
    public Integer call() throws Exception {
        try (SecretBytes secret = passphrase.of(tenant, ", to erase for good")) {
            if (!yes && !passphrase.stdin) {
                confirm(secret);
            }
            return file == null
                    ? erase(secret)
                    : tell(
                            CertificateFile.of(file, "audit.erase", args(), erased -> erased, progress(), secret),
                            this::tell);
        }
    }

    private void confirm(SecretBytes secret) throws IOException, ControlRefusedException {
        JsonNode found;
        try (Connection supervisor = Connection.open()) {
            found = supervisor.call(
                    "audit.erase", of(tenant).put("subject", subject).put("preview", true), progress(), secret);
        }
        Removed.tell(found, err());
        Console console = System.console();
        String answer = console == null
                ? null
                : console.readLine(
                        "Erase for good what stands beside %d events in %d files? Type the tenant's name to go on: ",
                        found.path("rows").asLong(), found.path("segments").asInt());
        if (!tenant.equals(answer)) {
            throw new IOException("the audit of '" + tenant + "' stays as it is");
        }
    }

    private int erase(SecretBytes secret) throws IOException, ControlRefusedException {
        return ask(
                "audit.erase",
                args(),
                certificate -> {
                    out().println(certificate.toPrettyString());
                    tell(certificate);
                },
                secret);
    }

    private ObjectNode args() {
        return of(tenant).put("subject", subject).put("reason", reason);
    }

    private void tell(JsonNode certificate) {
        PrintWriter to = file == null ? err() : out();
        to.println("Erased what stood beside "
                + certificate.at("/certificate/rows").asLong() + " events of " + tenant + ". "
                + (file == null ? "Keep the certificate above." : "The certificate is in " + file + "."));
        to.println(certificate.at("/certificate/verified").asText());
        to.println("Copies that were made before (backups, exports, evidence) still have it.");
    }
}
