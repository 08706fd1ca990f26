package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead audit verify|accept}: whether the record is as it was written, and how to go on when it is not. */
final class AuditCheckCommands {
    private AuditCheckCommands() {}

    @Command(
            name = "verify",
            description = "Verifies a tenant's audit; exits 1 and names the first bad event, and what was done to it,"
                    + " when it is broken.",
            mixinStandardHelpOptions = true)
    static final class Verify extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Option(
                names = "--anchor",
                paramLabel = "FILE",
                description =
                        "Checkpoints, or a folder of timestamps, that were kept elsewhere: every one is compared.")
        @Nullable
        Path anchor;

        private boolean ok;

        @Override
        public Integer call() throws Exception {
            ObjectNode args = of(tenant);
            if (anchor != null) {
                args.put("anchor", anchor.toAbsolutePath().toString());
            }
            ask("audit.verify", args, verdict -> ok = verdict.path("ok").asBoolean(), this::print);
            return ok ? 0 : 1;
        }

        private void print(JsonNode verdict) {
            verdict.path("notes").forEach(note -> out().println("note: " + note.asText()));
            verdict.path("unprovable").forEach(what -> out().println("not known: " + what.asText()));
            JsonNode stamped = verdict.path("stamped");
            if (stamped.isObject()) {
                out().println("timestamp: the events up to "
                        + stamped.path("seq").asLong() + " were there at "
                        + stamped.path("time").asText() + ", says "
                        + stamped.path("authority").asText());
            }
            if (ok) {
                out().println("verified " + verdict.path("verified").asLong() + " events");
                return;
            }
            JsonNode bad = verdict.path("first_bad");
            out().println("first bad event: " + bad.path("seq").asText() + " in "
                    + bad.path("segment").asText() + ": " + bad.path("kind").asText() + ": "
                    + bad.path("problem").asText());
        }
    }

    @Command(
            name = "accept",
            description = "Goes on with a broken audit behind the newest event that can be read; verify keeps naming"
                    + " the break. Asks for the passphrase.",
            mixinStandardHelpOptions = true)
    static final class Accept extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it stands in the audit.")
        String reason;

        @Option(
                names = "--older-vault",
                description =
                        "Accept the tenant's vault too, which is older than the one last used: both were put back together.")
        boolean olderVault;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            try (SecretBytes secret = passphrase.of(tenant, ", to go on with a broken audit")) {
                return ask(
                        "audit.accept",
                        of(tenant).put("reason", reason).put("older_vault", olderVault),
                        this::print,
                        secret);
            }
        }

        private void print(JsonNode result) {
            result.path("moved")
                    .forEach(moved -> out().println(moved.path("segment").asText() + " cannot be read and is kept as "
                            + moved.path("name").asText() + "."));
            out().println("The audit of " + tenant + " goes on with event "
                    + result.path("from").asLong() + "; 'bulkhead audit verify " + tenant
                    + "' keeps naming the break at event "
                    + result.path("broken").asLong() + ".");
        }
    }
}
