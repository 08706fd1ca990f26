package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.FileDigest;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A backup that was unpacked and found whole: every file is as its manifest says, and there is none beside them but workspaces.
 *
 * @param folder where it was unpacked
 * @param manifest what it says of itself
 * @param tenants whose home it is of
 */
record BackupFile(Path folder, JsonNode manifest, List<TenantId> tenants) {
    private static final String FORMAT = "bulkhead-backup-1";
    private static final Pattern NAME =
            Pattern.compile("manifest\\.json|config/|data/|(config/tenants|data/(vaults|audit|state)|workspaces)/.*");

    /**
     * Unpacks {@code file} into {@code folder}, which is made.
     *
     * @throws IOException when it is no backup, or not as it was written
     */
    static BackupFile unpacked(Path file, Path folder) throws IOException {
        for (String name : Tar.names(file)) {
            if (!NAME.matcher(name).matches() || ("/" + name + "/").contains("/../")) {
                throw new IOException(file + " is no backup of Bulkhead's: it holds '" + name + "'");
            }
        }
        BulkheadHome.privateFolder(folder);
        Tar.unpack(file, folder);
        Path named = folder.resolve("manifest.json");
        if (!Files.isRegularFile(named, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no backup of Bulkhead's: it has no manifest");
        }
        JsonNode manifest = ControlClient.JSON.readTree(named.toFile());
        if (!manifest.path("format").asText().equals(FORMAT)) {
            throw new IOException(
                    file + " is of the format '" + manifest.path("format").asText() + "', and this version reads "
                            + FORMAT + ": use the version that wrote it, "
                            + manifest.path("version").asText());
        }
        check(file, folder, manifest);
        List<TenantId> tenants = new ArrayList<>();
        for (JsonNode each : manifest.path("tenants")) {
            if (!TenantId.isValid(each.asText())) {
                throw new IOException(file + " is not as it was written: '" + each.asText() + "' is no tenant");
            }
            tenants.add(new TenantId(each.asText()));
        }
        return new BackupFile(folder, manifest, List.copyOf(tenants));
    }

    private static void check(Path file, Path folder, JsonNode manifest) throws IOException {
        Map<Path, JsonNode> expected = new HashMap<>();
        manifest.path("files")
                .forEach(each -> expected.put(folder.resolve(each.path("path").asText()), each));
        Path own = folder.resolve("workspaces");
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                if (each.startsWith(own)
                        || Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                        || each.equals(folder.resolve("manifest.json"))) {
                    continue;
                }
                JsonNode said = expected.remove(each);
                if (said == null
                        || !Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)
                        || !said.path("sha256").asText().equals(FileDigest.sha256(each))) {
                    throw new IOException(file + " is not as it was written: " + folder.relativize(each)
                            + " is another; nothing was restored, use another backup");
                }
            }
        }
        if (!expected.isEmpty()) {
            throw new IOException(file + " is not as it was written: "
                    + folder.relativize(expected.keySet().iterator().next())
                    + " is missing; nothing was restored, use another backup");
        }
    }

    boolean hasWorkspaces() {
        return Files.isDirectory(folder.resolve("workspaces"), LinkOption.NOFOLLOW_LINKS);
    }
}
