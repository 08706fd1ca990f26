package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.hostfiles.Bundle;
import dev.bulkhead.hostfiles.Entry;
import dev.bulkhead.protocol.home.TenantId;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead host bundle}: a tenant as an MCPB bundle, for hosts that take one by a double click. */
@Command(
        name = "bundle",
        description = "Writes a tenant as an MCPB bundle, which a host of this machine installs by a double click.",
        mixinStandardHelpOptions = true)
final class HostBundleCommand extends Errand {
    @Parameters(paramLabel = "TENANT")
    String tenant;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "A new file; bulkhead-TENANT.mcpb in this folder unless given.")
    @Nullable
    Path file;

    @Override
    public Integer call() throws Exception {
        JsonNode shown;
        try (Connection supervisor = Connection.open()) {
            shown = supervisor.call("tenant.show", of(tenant));
        }
        TenantId id = new TenantId(tenant);
        Path to = Path.of(absolute(file == null ? Path.of(Entry.name(id) + ".mcpb") : file));
        try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            Bundle.write(
                    id,
                    shown.path("name").asText(),
                    spec.root().version()[0].replace("bulkhead ", ""),
                    Entry.of(id, HostFileCommands.launcher()),
                    out);
        }
        return tell(
                of(tenant).put("file", to.toString()),
                done -> out().println(to + " is the bundle of " + tenant
                        + ": open it with the host. It holds no secret," + " and works on this machine alone."));
    }
}
