package dev.bulkhead.daemon.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each tenant's server could do when it last ran, kept in {@code state/capabilities/}, so that a host is answered before
 * the server has started. Safe for any thread.
 */
final class Capabilities {
    private static final Logger LOG = LoggerFactory.getLogger(Capabilities.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** For a tenant whose server never ran: what every tenant server has. */
    private static final String AT_FIRST = "{\"tools\":{\"listChanged\":true},\"logging\":{}}";

    private final Path folder;
    private final Map<TenantId, String> known = new ConcurrentHashMap<>();

    Capabilities(BulkheadHome home) {
        this.folder = home.state().resolve("capabilities");
    }

    String of(TenantId tenant) {
        return known.computeIfAbsent(tenant, this::read);
    }

    private String read(TenantId tenant) {
        try {
            JsonNode kept = JSON.readTree(Files.readAllBytes(file(tenant)));
            return kept.isObject() ? kept.toString() : AT_FIRST;
        } catch (IOException e) {
            return AT_FIRST;
        }
    }

    /** Keeps what a server said when it became ready. */
    void keep(TenantId tenant, JsonNode capabilities) {
        if (!capabilities.isObject()
                || capabilities.isEmpty()
                || capabilities.toString().equals(of(tenant))) {
            return;
        }
        known.put(tenant, capabilities.toString());
        try {
            BulkheadHome.privateFolder(folder);
            Path fresh = Files.createTempFile(folder, tenant.value(), ".tmp");
            Files.writeString(fresh, capabilities.toString());
            Files.move(fresh, file(tenant), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("the capabilities of {} could not be kept: {}", tenant, e.getMessage());
        }
    }

    private Path file(TenantId tenant) {
        return folder.resolve(tenant + ".json");
    }
}
