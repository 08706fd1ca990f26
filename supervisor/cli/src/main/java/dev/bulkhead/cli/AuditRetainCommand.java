package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead audit retain}: what leaves a tenant's audit by its age, and when. */
@Command(
        name = "retain",
        description =
                "Removes the quarters of a tenant's audit that are older than 'audit.retention' says, as the supervisor"
                        + " does daily by itself. The chain still verifies.",
        mixinStandardHelpOptions = true)
final class AuditRetainCommand extends Errand {
    @Parameters(paramLabel = "TENANT")
    String tenant;

    @Option(names = "--dry-run", description = "Only show what would leave, and when the rest does.")
    boolean preview;

    @Mixin
    Passphrase passphrase;

    @Override
    public Integer call() throws Exception {
        ObjectNode args = of(tenant).put("preview", preview);
        if (preview) {
            return ask("audit.retain", args, this::print);
        }
        try (SecretBytes secret = passphrase.of(tenant, ", to remove what is too old")) {
            return ask("audit.retain", args, this::print, secret);
        }
    }

    private void print(JsonNode plan) {
        long left = 0;
        for (JsonNode segment : plan.path("segments")) {
            boolean due = segment.path("due").asBoolean();
            left += due ? 1 : 0;
            out().printf(
                            "%-8s events %d to %d, the newest of %s: %s%n",
                            segment.path("segment").asText(),
                            segment.path("first").asLong(),
                            segment.path("last").asLong(),
                            day(segment.path("newest")),
                            due
                                    ? preview ? "would leave now" : "has left"
                                    : "stays until " + day(segment.path("leaves")) + " at least");
        }
        if (left == 0) {
            out().println("Nothing is older than " + plan.path("retention_days").asLong() + " days.");
        }
    }

    private static String day(JsonNode time) {
        String text = time.asText();
        return text.length() > 10 ? text.substring(0, 10) : text;
    }
}
