package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * An MCPB bundle of one tenant (MCPB manifest 0.3): a host that takes bundles installs it by a double click. It holds the way to
 * the program that is installed here, and no program: it serves on this machine, and is no use on another.
 */
public final class Bundle {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** The earliest that a ZIP can say: the same bundle has the same bytes whenever it is made. */
    private static final LocalDateTime WHENEVER = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final String ENTRY_POINT = "server/bulkhead";

    private Bundle() {}

    /** Writes that of {@code tenant}, which people call {@code title}, to {@code out}. */
    public static void write(TenantId tenant, String title, String version, Entry entry, OutputStream out)
            throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            add(zip, "manifest.json", manifest(tenant, title, version, entry));
            add(zip, ENTRY_POINT, "#!/bin/sh\nexec " + quoted(entry.command()) + " \"$@\"\n");
        }
    }

    private static void add(ZipOutputStream zip, String name, String text) throws IOException {
        ZipEntry file = new ZipEntry(name);
        file.setTimeLocal(WHENEVER);
        zip.putNextEntry(file);
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static String manifest(TenantId tenant, String title, String version, Entry entry) {
        ObjectNode manifest = MAPPER.createObjectNode()
                .put("manifest_version", "0.3")
                .put("name", Entry.name(tenant))
                .put("display_name", title)
                .put("version", version)
                .put("description", "The tools of " + title + ", through Bulkhead on this machine.");
        manifest.putObject("author").put("name", "Bulkhead");
        ObjectNode server = manifest.putObject("server").put("type", "binary").put("entry_point", ENTRY_POINT);
        ObjectNode start = server.putObject("mcp_config").put("command", entry.command());
        ArrayNode arguments = start.putArray("args");
        entry.arguments().forEach(arguments::add);
        ObjectNode variables = start.putObject("env");
        entry.environment().forEach(variables::put);
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can be written", e);
        }
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
