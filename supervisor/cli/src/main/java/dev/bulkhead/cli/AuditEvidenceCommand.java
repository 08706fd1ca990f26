package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead audit evidence}: one month for the client whose it is. */
@Command(
        name = "evidence",
        description =
                "Writes one month of one client as one signed file, for that client: to read, and to check without us.",
        mixinStandardHelpOptions = true)
final class AuditEvidenceCommand extends Errand {
    @Parameters(paramLabel = "TENANT")
    String tenant;

    @Option(names = "--month", paramLabel = "YYYY-MM", description = "The month, in UTC; this one unless given.")
    @Nullable
    String month;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "A new file; evidence-TENANT-MONTH.zip in this folder unless given.")
    @Nullable
    Path file;

    @Mixin
    Unseal unseal;

    @Override
    public Integer call() throws Exception {
        String of = month == null ? YearMonth.now(ZoneOffset.UTC).toString() : month;
        Path to = file == null ? Path.of("evidence-" + tenant + "-" + of + ".zip") : file;
        ObjectNode args = of(tenant).put("month", of).put("file", absolute(to));
        List<SecretBytes> secrets = unseal.secrets(args, tenant, false);
        try {
            return ask("audit.evidence", args, this::print, secrets.toArray(SecretBytes[]::new));
        } finally {
            secrets.forEach(SecretBytes::close);
        }
    }

    private void print(JsonNode done) {
        out().println(done.path("events").asLong() + " events of " + tenant + " are in "
                + done.path("file").asText() + ". Give its key by another way: bulkhead signing-key " + tenant);
        Removed.tell(done, err());
        if (!done.at("/verdict/ok").asBoolean()) {
            err().println("bulkhead: the audit of " + tenant + " is broken, and the file says so");
        }
    }
}
