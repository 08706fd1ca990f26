package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.FileDigest;
import dev.bulkhead.protocol.home.Trees;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead backup}: all of a home in one file, while the supervisor runs. */
@Command(
        name = "backup",
        description =
                "Writes vaults (still encrypted), audit, settings and state to one new file, and prints its checksum.",
        mixinStandardHelpOptions = true)
final class BackupCommand extends Errand {
    @Parameters(paramLabel = "FILE", description = "A new file; tar, yours alone.")
    Path file;

    @Option(
            names = "--workspaces",
            description =
                    "The workspaces in Bulkhead's own folder too; those that settings name elsewhere are yours to copy.")
    boolean workspaces;

    @Override
    public Integer call() throws Exception {
        Path target = Path.of(absolute(file));
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        BulkheadHome home = Connection.home();
        Path folder = target.resolveSibling("." + target.getFileName() + ".folder");
        Path part = target.resolveSibling("." + target.getFileName() + ".part");
        Trees.delete(folder);
        Files.deleteIfExists(part);
        try {
            JsonNode manifest;
            try (Connection supervisor = Connection.open()) {
                manifest = supervisor.call(
                        "home.copy",
                        Connection.args().put("folder", folder.toString()).put("file", target.toString()),
                        progress());
            }
            BulkheadHome.privateFile(part);
            Tar.write(part, sources(folder, home));
            name(part, target);
            ObjectNode done = Connection.args()
                    .put("file", target.toString())
                    .put("bytes", Files.size(target))
                    .put("sha256", FileDigest.sha256(target))
                    .put("files", manifest.path("files").size())
                    .put("workspaces", workspaces);
            done.set("tenants", manifest.path("tenants"));
            return tell(done, this::print);
        } finally {
            Trees.delete(folder);
            Files.deleteIfExists(part);
        }
    }

    private static void name(Path part, Path target) throws IOException {
        try {
            // A link fails where a move would replace what somebody else has made meanwhile.
            Files.createLink(target, part);
        } catch (FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(target.toString());
        } catch (UnsupportedOperationException | FileSystemException e) {
            // The file system of a stick has no links.
            Files.move(part, target);
        }
    }

    private List<Tar.Source> sources(Path folder, BulkheadHome home) throws IOException {
        List<Tar.Source> sources = new ArrayList<>();
        sources.add(new Tar.Source(folder, "manifest.json"));
        for (String each : List.of("config", "data")) {
            if (Files.isDirectory(folder.resolve(each))) {
                sources.add(new Tar.Source(folder, each));
            }
        }
        if (workspaces && Files.isDirectory(home.data().resolve("workspaces"))) {
            sources.add(new Tar.Source(home.data(), "workspaces"));
        }
        return sources;
    }

    /** As sha256sum(1) has it, which can compare by it. */
    private void print(JsonNode done) {
        out().println(done.path("sha256").asText() + "  " + done.path("file").asText());
    }
}
