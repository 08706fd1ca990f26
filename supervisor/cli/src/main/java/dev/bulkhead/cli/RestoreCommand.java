package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.home.Trees;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead restore}: a backup becomes the home; what was there is moved aside. */
@Command(
        name = "restore",
        description = {
            "Puts a backup into an empty home, or with --replace in the place of what is there, which is moved aside.",
            "Afterwards the supervisor runs and every audit has been verified. A backup that is older than what was there is named as"
                    + " what it is: see supervisor/docs/backup.md."
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand extends Errand {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Parameters(paramLabel = "FILE", description = "What 'bulkhead backup' wrote.")
    Path file;

    @Option(names = "--dry-run", description = "Say what it holds and whether it is whole; change nothing.")
    boolean dryRun;

    @Option(
            names = "--replace",
            description = "Also where there is a home already: with the passphrase of one of its tenants.")
    boolean replace;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "The tenant of the present home whose passphrase is given; the first one otherwise.")
    @Nullable
    String tenant;

    @Mixin
    Passphrase passphrase;

    @Override
    public Integer call() throws Exception {
        BulkheadHome home = Connection.home();
        Path backup = Path.of(absolute(file));
        if (!Files.isReadable(backup)) {
            throw new IOException(backup + " cannot be read: name a file that 'bulkhead backup' wrote");
        }
        String stamp = STAMP.format(Instant.now());
        // Beside the home, so that what is there moves into place in one step; to look takes no right to write there.
        Path folder = dryRun
                ? Files.createTempDirectory("bulkhead-restore-")
                : home.data().resolveSibling("." + home.data().getFileName() + ".restoring-" + stamp);
        try {
            BackupFile unpacked = BackupFile.unpacked(backup, folder);
            if (dryRun) {
                return tell(says(unpacked).put("dry_run", true), this::print);
            }
            if (HomeExchange.isOccupied(home)) {
                if (!replace) {
                    throw new IOException("there is a home already at " + home.root()
                            + ": with --replace it is moved aside; --dry-run only looks");
                }
                ask(home, backup);
            }
            if (StopCommand.end(err()) == StopCommand.End.LASTS) {
                return 1;
            }
            ObjectNode done = says(unpacked);
            List<Path> aside = exchanged(home, unpacked, stamp);
            ArrayNode kept = done.putArray("aside");
            aside.forEach(each -> kept.add(each.toString()));
            boolean whole = verify(unpacked, done.putArray("audits"));
            tell(done, this::print);
            return whole ? 0 : 1;
        } finally {
            Trees.delete(folder);
        }
    }

    /** As the only one: a host that connects meanwhile would start a supervisor in the middle of it. */
    private static List<Path> exchanged(BulkheadHome home, BackupFile backup, String stamp) throws IOException {
        home.create();
        try (FileChannel lock = FileChannel.open(
                BulkheadHome.privateFile(home.run().resolve("supervisor.lock")), StandardOpenOption.WRITE)) {
            FileLock held = lock.tryLock();
            if (held == null) {
                throw new IOException("an AI host has started the supervisor again: close it, or try once more");
            }
            return new HomeExchange(home, stamp).exchange(backup);
        }
    }

    /** What replaces a home could widen what is allowed in it: who may, says the passphrase of a tenant of it (rule 7). */
    private void ask(BulkheadHome home, Path backup) throws IOException, ControlRefusedException {
        String of = Optional.ofNullable(tenant).orElse(first(home));
        if (!TenantId.isValid(of)) {
            throw wrong("'" + of + "' is no tenant: name one of 'bulkhead tenant list' with --tenant");
        }
        try (SecretBytes secret = passphrase.of(of, ", to put its home aside");
                Connection supervisor = Connection.open()) {
            supervisor.call("home.replace", of(of).put("file", backup.toString()), progress(), secret);
        }
    }

    private static String first(BulkheadHome home) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(home.settingsFolder(), "*.yaml")) {
            for (Path each : all) {
                return String.valueOf(each.getFileName()).replaceFirst("\\.yaml$", "");
            }
        }
        throw new IOException("no tenant of the present home can say yes: move " + home.root()
                + " aside by hand, and restore into the empty one");
    }

    private ObjectNode says(BackupFile backup) {
        ObjectNode says = Connection.args()
                .put("file", absolute(file))
                .put("made", backup.manifest().path("made").asText())
                .put("version", backup.manifest().path("version").asText())
                .put("files", backup.manifest().path("files").size())
                .put("workspaces", backup.hasWorkspaces());
        says.set("tenants", backup.manifest().path("tenants"));
        return says;
    }

    /** Returns whether all that was restored is as it was written, and the newest there was. */
    private boolean verify(BackupFile backup, ArrayNode audits) throws IOException, ControlRefusedException {
        boolean whole = true;
        try (Connection supervisor = Connection.open()) {
            for (TenantId each : backup.tenants()) {
                JsonNode verdict = supervisor.call("audit.verify", of(each.value()), progress());
                ObjectNode one = audits.addObject()
                        .put("tenant", each.value())
                        .put("ok", verdict.path("ok").asBoolean())
                        .put("verified", verdict.path("verified").asLong());
                if (!verdict.path("ok").asBoolean()) {
                    one.put("problem", verdict.path("first_bad").path("problem").asText());
                    whole = false;
                }
            }
        }
        return whole;
    }

    private void print(JsonNode done) {
        out().println("A backup of " + done.path("made").asText() + ", by version "
                + done.path("version").asText() + ": tenants " + names(done.path("tenants")) + ", "
                + done.path("files").asInt() + " files, each as it was written"
                + (done.path("workspaces").asBoolean() ? ", with workspaces." : ", without workspaces."));
        if (done.path("dry_run").asBoolean()) {
            out().println("Nothing was changed.");
            return;
        }
        done.path("aside").forEach(each -> out().println("What was there is kept in " + each.asText()));
        for (JsonNode audit : done.path("audits")) {
            String of = audit.path("tenant").asText();
            if (audit.path("ok").asBoolean()) {
                out().println("Audit of " + of + ": verified "
                        + audit.path("verified").asLong() + " events");
            } else {
                out().println("Audit of " + of + ": " + audit.path("problem").asText());
                out().println("    If this backup is why: bulkhead audit accept " + of
                        + " --reason \"restored a backup\", then bulkhead resume " + of);
            }
        }
        out().println("Next: bulkhead sign-in TENANT, with the passphrase of then.");
        out().println("What was erased or revoked after that backup was made is to be erased or revoked again.");
    }

    private static String names(JsonNode tenants) {
        StringBuilder names = new StringBuilder();
        tenants.forEach(each -> names.append(names.isEmpty() ? "" : ", ").append(each.asText()));
        return names.toString();
    }
}
