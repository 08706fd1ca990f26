package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What a home says of its tenants while no supervisor runs: which settings are in force, and who is halted. Reads alone. */
final class TenantsAtRest {
    private static final int MOST_BYTES = 1 << 20;

    private final BulkheadHome home;

    TenantsAtRest(BulkheadHome home) {
        this.home = home;
    }

    /** @param profile "" where the settings cannot be read */
    record Tenant(TenantId id, boolean isHalted, String profile) {}

    /** Returns the tenants whose settings were accepted, by name: what else lies in the folder of settings is a wish. */
    List<Tenant> all() throws IOException {
        List<Tenant> all = new ArrayList<>();
        Path folder = home.state().resolve("settings");
        if (Files.isDirectory(folder)) {
            JsonNode halts = halts();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.yaml")) {
                for (Path file : files) {
                    String name = String.valueOf(file.getFileName()).replaceAll("\\.yaml$", "");
                    if (TenantId.isValid(name)) {
                        all.add(new Tenant(new TenantId(name), isHalted(halts, name), profile(file)));
                    }
                }
            }
        }
        all.sort((one, other) -> one.id().compareTo(other.id()));
        return all;
    }

    /** As the supervisor reads it at its start: where it cannot be read, everybody is halted. */
    private JsonNode halts() {
        JsonNode everybody = ControlClient.JSON.createObjectNode().put("all", true);
        Path file = home.state().resolve("halts.json");
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return ControlClient.JSON.createObjectNode();
        }
        try {
            JsonNode kept = ControlClient.JSON.readTree(bytes(file));
            return kept.isObject() && kept.path("v").asInt() == 1 ? kept : everybody;
        } catch (IOException e) {
            return everybody;
        }
    }

    private static boolean isHalted(JsonNode halts, String tenant) {
        if (halts.path("halted").has(tenant)) {
            return true;
        }
        for (JsonNode resumed : halts.path("except")) {
            if (resumed.asText().equals(tenant)) {
                return false;
            }
        }
        return halts.path("all").asBoolean();
    }

    private static String profile(Path file) {
        try {
            String text = new String(bytes(file), StandardCharsets.UTF_8);
            Object settings = new Load(LoadSettings.builder().build()).loadFromString(text);
            if (settings instanceof Map<?, ?> keys) {
                Object sandbox = keys.get("sandbox");
                Object profile = sandbox instanceof Map<?, ?> bounds ? bounds.get("profile") : null;
                return profile == null ? "strict" : profile.toString();
            }
            return "";
        } catch (IOException | YamlEngineException e) {
            return "";
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException(file.getFileName() + " is larger than it can be");
            }
            return bytes;
        }
    }
}
