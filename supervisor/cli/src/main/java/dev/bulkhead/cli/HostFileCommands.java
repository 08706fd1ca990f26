package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.consent.Visible;
import dev.bulkhead.hostfiles.Change;
import dev.bulkhead.hostfiles.Configured;
import dev.bulkhead.hostfiles.Entry;
import dev.bulkhead.hostfiles.HostFile;
import dev.bulkhead.hostfiles.HostFileException;
import dev.bulkhead.hostfiles.HostProgram;
import dev.bulkhead.hostfiles.Launcher;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead host add} and {@code remove}: our entry in the file of an AI host. */
final class HostFileCommands {
    private HostFileCommands() {}

    /** One of a host's files, and what is to happen to it. */
    abstract static class OfAFile extends Errand {
        @Parameters(
                index = "0",
                paramLabel = "HOST",
                description =
                        "claude-desktop, claude-code, cursor, vscode, codex, gemini-cli, qwen-code, windsurf, devin,"
                                + " zed, jetbrains, junie, goose, opencode, cline or copilot-cli.")
        String host;

        @Option(names = "--tenant", required = true, paramLabel = "TENANT")
        String tenant;

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "The host's file, where it is not in its usual place.")
        @Nullable
        Path file;

        @Option(names = "--dry-run", description = "Shows the change, and makes none.")
        boolean dryRun;

        /** Other files of the host that have such an entry too. */
        List<String> also = List.of();

        final TenantId tenant() {
            try {
                return new TenantId(tenant);
            } catch (IllegalArgumentException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
        }

        final HostFile file() throws IOException {
            HostProgram program = program(this, host);
            if (file != null) {
                return new HostFile(program, file.toAbsolutePath());
            }
            Places places = Places.here();
            Optional<HostFile> found = program.find(places);
            return found.orElseThrow(() -> new IOException(notFound(program, places)));
        }

        private static String notFound(HostProgram program, Places places) {
            String files = program.files(places).stream().map(Path::toString).collect(Collectors.joining(" nor "));
            String words = program.programs().stream()
                    .map(word -> ", nor is '" + word + "' on the PATH")
                    .collect(Collectors.joining());
            return program.title() + " was not found: neither " + files + " nor its settings folder is there" + words
                    + ". Install it or start it once, or name its file with --file.";
        }

        /** Shows {@code change}, then makes it. */
        final int make(HostFile of, Change change, String done, String nothing) throws IOException {
            boolean write = !change.isNone() && !dryRun;
            ObjectNode document = Connection.args()
                    .put("host", of.host().id())
                    .put("tenant", tenant)
                    .put(
                            "name",
                            change.isNone()
                                    ? Entry.name(tenant())
                                    : change.names().getFirst())
                    .put("file", change.file().toString())
                    .put("changed", write);
            change.lines().forEach(document.putArray("change")::add);
            if (!also.isEmpty()) {
                also.forEach(document.putArray("also")::add);
            }
            if (!json.json && !change.isNone()) {
                out().println(change.file());
                change.lines().forEach(line -> out().println("  " + Visible.of(line)));
                out().flush();
            }
            if (write) {
                HostFile.write(change, InstantSource.system())
                        .ifPresent(copy -> document.put("backup", copy.toString()));
            }
            return tell(document, told -> {
                out().println(change.isNone() ? nothing : dryRun ? "Nothing was changed." : done);
                if (told.has("backup")) {
                    out().println("The file as it was: " + told.path("backup").asText());
                }
            });
        }
    }

    @Command(
            name = "add",
            description = "Lets an AI host launch a tenant: shows and writes the entry in the host's own file.",
            mixinStandardHelpOptions = true)
    static final class Add extends OfAFile {
        @Override
        public Integer call() throws Exception {
            TenantId id = tenant();
            HostFile of = file();
            try (Connection supervisor = Connection.open()) {
                supervisor.call("tenant.show", of(tenant));
            }
            try {
                return make(
                        of,
                        of.connect(id, Entry.of(id, launcher())),
                        "Restart " + of.host().title() + ", or let it read its settings again. 'bulkhead host check "
                                + host + " --tenant " + tenant + "' tries it now.",
                        of.host().title() + " launches " + tenant + " already.");
            } catch (HostFileException e) {
                if (!e.toPaste().isEmpty()) {
                    err().println(e.toPaste());
                }
                throw e;
            }
        }
    }

    @Command(
            name = "remove",
            description = "Takes a tenant out of the file of an AI host.",
            mixinStandardHelpOptions = true)
    static final class Remove extends OfAFile {
        @Override
        public Integer call() throws Exception {
            List<HostFile> holding = holding();
            HostFile of = holding.isEmpty() ? file() : holding.getFirst();
            also = holding.stream()
                    .skip(1)
                    .map(other -> other.path().toString())
                    .toList();
            return make(
                    of,
                    of.disconnect(tenant()),
                    of.host().title() + " launches " + tenant + " no longer, once it is restarted."
                            + also.stream()
                                    .map(other -> " It stands in " + other + " too: name that with --file.")
                                    .collect(Collectors.joining()),
                    of.host().title() + " has no entry for " + tenant + ".");
        }

        /** The files of the host in which the tenant is: of two kinds of one program each has its own. */
        private List<HostFile> holding() throws IOException {
            List<HostFile> holding = new ArrayList<>();
            if (file == null) {
                for (HostFile each : program(this, host).found(Places.here())) {
                    if (!each.disconnect(tenant()).isNone()) {
                        holding.add(each);
                    }
                }
            }
            return holding;
        }
    }

    static HostProgram program(Errand errand, String id) {
        return HostProgram.of(id)
                .orElseThrow(() -> errand.wrong("no host '" + id + "' is known: "
                        + Arrays.stream(HostProgram.values())
                                .map(HostProgram::id)
                                .collect(Collectors.joining(", "))));
    }

    /** @throws IOException when this was not started by the script that hosts are to start */
    static Launcher launcher() throws IOException {
        String script = System.getProperty("bulkhead.script", "");
        if (script.isEmpty()) {
            throw new IOException("it is not known where 'bulkhead' lies: start it by its script");
        }
        return Launcher.of(Path.of(script), System.getenv());
    }

    static ObjectNode json(Configured each) {
        ObjectNode json = Connection.args()
                .put("kind", "file")
                .put("host", each.file().host().id())
                .put("tenant", each.tenant().map(TenantId::value).orElse(""))
                .put("name", each.name())
                .put("file", each.file().path().toString())
                .put("command", each.entry().command());
        each.entry().arguments().forEach(json.putArray("args")::add);
        return json;
    }
}
