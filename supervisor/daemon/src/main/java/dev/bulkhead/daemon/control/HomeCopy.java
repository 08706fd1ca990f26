package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.FileDigest;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A copy of one home in a folder, as {@code docs/backup.md} lays it out, with a manifest of every file. Streams are copied between two
 * rows each; what else there is, is replaced as a whole whenever it changes, so that a plain copy of each file is of one moment.
 */
final class HomeCopy {
    private static final String FORMAT = "bulkhead-backup-1";

    private final BulkheadHome home;
    private final AuditStreams audit;
    private final String version;
    private final Instant now;

    HomeCopy(BulkheadHome home, AuditStreams audit, String version, Instant now) {
        this.home = home;
        this.audit = audit;
        this.version = version;
        this.now = now;
    }

    /** Writes {@code folder}, which must not be there yet, and returns its manifest. */
    ObjectNode write(Path folder, List<TenantId> tenants, Reply reply) throws ControlException, IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw ControlException.refused(folder + " is there already: name another");
        }
        BulkheadHome.privateFolder(folder);
        BulkheadHome copy =
                BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.resolve("data").toString()));
        for (TenantId tenant : tenants) {
            reply.progress("copying the audit of " + tenant);
            audit.copy(tenant, copy);
        }
        for (TenantId removed : keptAudits()) {
            if (!tenants.contains(removed)) {
                reply.progress("copying the audit of " + removed + ", which was removed");
                audit.copy(removed, copy);
                audit.close(removed);
            }
        }
        // Settings may be links to where they are distributed: whoever reads them follows those too.
        plain(home.settingsFolder(), folder.resolve("config/tenants"), Files::isRegularFile);
        plain(home.data().resolve("vaults"), folder.resolve("data/vaults"), HomeCopy::isOurs);
        plain(home.state(), folder.resolve("data/state"), HomeCopy::isOurs);
        return manifest(folder, tenants);
    }

    /** Tenants that have an audit: it stays when one is removed. */
    private List<TenantId> keptAudits() throws IOException {
        Path folder = home.data().resolve("audit");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(TenantId::isValid)
                    .sorted()
                    .map(TenantId::new)
                    .toList();
        }
    }

    private static boolean isOurs(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** What was copied with a stream stays; what begins with a dot is being replaced just now. */
    private static void plain(Path from, Path to, Predicate<Path> isTaken) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Path copy = to.resolve(from.relativize(file));
                if (isTaken.test(file) && !String.valueOf(file.getFileName()).startsWith(".") && !Files.exists(copy)) {
                    Path parent = copy.getParent();
                    BulkheadHome.privateFolder(parent == null ? to : parent);
                    try {
                        Files.copy(file, copy);
                    } catch (NoSuchFileException e) {
                        // Gone between the look and the copy, as it would be a moment later.
                        Files.deleteIfExists(copy);
                    }
                }
            }
        }
    }

    private ObjectNode manifest(Path folder, List<TenantId> tenants) throws IOException {
        ObjectNode manifest = Reply.JSON
                .createObjectNode()
                .put("format", FORMAT)
                .put("version", version)
                .put("made", now.truncatedTo(ChronoUnit.SECONDS).toString());
        ArrayNode names = manifest.putArray("tenants");
        tenants.forEach(tenant -> names.add(tenant.value()));
        ArrayNode files = manifest.putArray("files");
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                files.addObject()
                        .put("path", folder.relativize(file).toString())
                        .put("bytes", Files.size(file))
                        .put("sha256", FileDigest.sha256(file));
            }
        }
        Path written = BulkheadHome.privateFile(folder.resolve("manifest.json"));
        Files.writeString(written, manifest.toPrettyString() + "\n");
        return manifest;
    }
}
