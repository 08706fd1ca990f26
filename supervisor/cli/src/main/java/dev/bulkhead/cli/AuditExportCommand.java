package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead audit export}: the audit for others, or what it has about one person for that person. */
@Command(
        name = "export",
        description = "Writes a tenant's audit for others, or with --subject what it has about one person.",
        mixinStandardHelpOptions = true)
final class AuditExportCommand extends Errand {
    @Parameters(paramLabel = "TENANT")
    String tenant;

    @Mixin
    AuditFilterOptions filter;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl (the default), csv, ocsf (OCSF 1.9), or otlp (OpenTelemetry).")
    @Nullable
    String format;

    @Option(names = "--out", paramLabel = "FILE", description = "A new file to write to, instead of standard output.")
    @Nullable
    Path file;

    @Option(
            names = "--subject",
            paramLabel = "PERSON",
            description = "Only what is about this person, with proofs, for them. Needs the vault's passphrase.")
    @Nullable
    String subject;

    @Option(names = "--anyway", description = "Export also when the audit is broken.")
    boolean anyway;

    @Mixin
    Unseal unseal;

    @Override
    public Integer call() throws Exception {
        if (subject != null && format != null) {
            throw wrong("what is for one person has a form of its own: leave --format away");
        }
        ObjectNode args = of(tenant).put("anyway", anyway);
        filter.addTo(args);
        if (format != null) {
            args.put("format", format);
        }
        if (subject != null) {
            args.put("subject", subject);
        }
        List<SecretBytes> secrets = unseal.secrets(args, tenant, subject != null);
        try {
            return file == null ? to(out(), args, secrets) : toFile(file, args, secrets);
        } finally {
            secrets.forEach(SecretBytes::close);
        }
    }

    private int toFile(Path path, ObjectNode args, List<SecretBytes> secrets)
            throws IOException, ControlRefusedException {
        try (NewFile fresh = NewFile.beside(path)) {
            int status = to(fresh.writer(), args, secrets);
            fresh.keep();
            return status;
        }
    }

    private int to(PrintWriter to, ObjectNode args, List<SecretBytes> secrets)
            throws IOException, ControlRefusedException {
        try (Connection supervisor = Connection.open()) {
            JsonNode done = supervisor.call(
                    subject == null ? "audit.export" : "audit.subject",
                    args,
                    lines(to),
                    secrets.toArray(SecretBytes[]::new));
            Removed.tell(done, err());
            boolean sound = done.at("/verdict/ok").asBoolean();
            if (file != null) {
                err().println(done.path("count").asLong() + " events are in " + file
                        + (sound ? ", of an audit that was verified just before" : ""));
            }
            if (!sound) {
                err().println("bulkhead: the audit of " + tenant + " is broken: 'bulkhead audit verify " + tenant
                        + "' says where");
            }
            return sound ? 0 : 1;
        }
    }

    private ControlClient.Progress lines(PrintWriter to) {
        ControlClient.Progress told = progress();
        return new ControlClient.Progress() {
            @Override
            public void progress(String what) {
                told.progress(what);
            }

            @Override
            public void item(JsonNode item) {
                for (JsonNode line : item.path("lines")) {
                    to.println(line.asText());
                }
                if (to.checkError()) {
                    throw new UncheckedIOException(new IOException("the output cannot be written to any more"));
                }
            }
        };
    }
}
