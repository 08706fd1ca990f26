package dev.bulkhead.daemon.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
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

    private static final List<String> NAMES = List.of("tools", "resources", "prompts", "logging", "completions");
    private static final List<String> SWITCHES = List.of("listChanged", "subscribe");

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
            return plain(kept).isEmpty() ? AT_FIRST : plain(kept).toString();
        } catch (IOException e) {
            return AT_FIRST;
        }
    }

    /**
     * Returns what of {@code wanted}, a subscription's {@code notifications}, is served: the inside of a JSON object.
     *
     * @throws IllegalArgumentException when two parsers could read {@code wanted} differently
     */
    String servedOf(TenantId tenant, @Nullable Span wanted) {
        byte[] bytes = of(tenant).getBytes(StandardCharsets.UTF_8);
        Span can = new Span(bytes, 0, bytes.length);
        List<String> served = new ArrayList<>();
        for (String list : List.of("tools", "prompts", "resources")) {
            if (isTrue(wanted, list + "ListChanged") && isTrue(JsonObjects.member(can, list), "listChanged")) {
                served.add("\"" + list + "ListChanged\":true");
            }
        }
        Span uris = JsonObjects.member(wanted, "resourceSubscriptions");
        if (uris != null && uris.first() == '[' && isTrue(JsonObjects.member(can, "resources"), "subscribe")) {
            served.add("\"resourceSubscriptions\":" + uris.raw());
        }
        return String.join(",", served);
    }

    private static boolean isTrue(@Nullable Span object, String key) {
        Span value = JsonObjects.member(object, key);
        return value != null && value.is("true");
    }

    /** Keeps what a server said when it became ready. */
    void keep(TenantId tenant, JsonNode capabilities) {
        ObjectNode kept = plain(capabilities);
        if (kept.isEmpty() || kept.toString().equals(of(tenant))) {
            return;
        }
        known.put(tenant, kept.toString());
        try {
            BulkheadHome.privateFolder(folder);
            Path fresh = Files.createTempFile(folder, tenant.value(), ".tmp");
            Files.writeString(fresh, kept.toString());
            Files.move(fresh, file(tenant), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("the capabilities of {} could not be kept: {}", tenant, e.getMessage());
        }
    }

    /** The names and switches of MCP, and no text: what a server says here is kept on disk, and told while nobody is signed in. */
    private static ObjectNode plain(JsonNode capabilities) {
        ObjectNode plain = JSON.createObjectNode();
        for (String name : NAMES) {
            if (capabilities.path(name).isObject()) {
                ObjectNode switches = plain.putObject(name);
                for (String one : SWITCHES) {
                    if (capabilities.path(name).path(one).isBoolean()) {
                        switches.set(one, capabilities.path(name).path(one));
                    }
                }
            }
        }
        return plain;
    }

    private Path file(TenantId tenant) {
        return folder.resolve(tenant + ".json");
    }
}
