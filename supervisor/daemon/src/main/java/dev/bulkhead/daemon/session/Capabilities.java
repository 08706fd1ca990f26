package dev.bulkhead.daemon.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** For a tenant whose upstreams were not asked yet: whatever they can do, a host must not have been told that it cannot be. */
    private static final String WITH_UPSTREAMS = "{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true,"
            + "\"listChanged\":true},\"prompts\":{\"listChanged\":true},\"logging\":{},\"completions\":{}}";

    /** The upstreams that what is kept is of, beside the capabilities themselves. */
    private static final String OF = "upstreams";

    private static final List<String> NAMES = List.of("tools", "resources", "prompts", "logging", "completions");
    private static final List<String> SWITCHES = List.of("listChanged", "subscribe");

    private final Path folder;
    private final Map<TenantId, ObjectNode> known = new ConcurrentHashMap<>();

    Capabilities(BulkheadHome home) {
        this.folder = home.state().resolve("capabilities");
    }

    /** Returns the capabilities that {@code initialize} is answered with under {@code settings}, as JSON. */
    String of(TenantSettings settings) {
        ObjectNode kept = known.computeIfAbsent(settings.tenant(), this::read);
        ObjectNode plain = plain(kept);
        boolean same = kept.path(OF).asText().equals(upstreams(settings));
        if (same && !plain.isEmpty()) {
            return plain.toString();
        }
        return settings.mcpServers().isEmpty() ? AT_FIRST : WITH_UPSTREAMS;
    }

    /**
     * Returns what of {@code wanted}, a subscription's {@code notifications}, is served: the inside of a JSON object.
     *
     * @throws IllegalArgumentException when two parsers could read {@code wanted} differently
     */
    String servedOf(TenantSettings settings, @Nullable Span wanted) {
        Span can = span(of(settings));
        Set<McpList> declared = McpList.declaredIn(can);
        List<String> served = new ArrayList<>();
        for (McpList list : McpList.namedIn(wanted)) {
            if (declared.contains(list)) {
                served.add("\"" + list.subscribed() + "\":true");
            }
        }
        Span uris = JsonObjects.member(wanted, "resourceSubscriptions");
        if (uris != null && uris.first() == '[' && isTrue(JsonObjects.member(can, "resources"), "subscribe")) {
            served.add("\"resourceSubscriptions\":" + uris.raw());
        }
        return String.join(",", served);
    }

    /** Returns the lists whose changes a host hears of that was told {@code capabilities}, JSON of ours. */
    static Set<McpList> lists(String capabilities) {
        return McpList.declaredIn(span(capabilities));
    }

    private static Span span(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new Span(bytes, 0, bytes.length);
    }

    private static boolean isTrue(@Nullable Span object, String key) {
        Span value = JsonObjects.member(object, key);
        return value != null && value.is("true");
    }

    /** Which upstreams there are: what others could do says nothing of them. */
    private static String upstreams(TenantSettings settings) {
        return settings.mcpServers().isEmpty()
                ? ""
                : Integer.toHexString(settings.mcpServers().toString().hashCode());
    }

    private ObjectNode read(TenantId tenant) {
        try {
            if (Files.exists(file(tenant))
                    && JSON.readTree(Files.readAllBytes(file(tenant))) instanceof ObjectNode kept) {
                return kept;
            }
        } catch (IOException e) {
            LOG.warn("the capabilities of {} cannot be read and are found out again: {}", tenant, e.getMessage());
        }
        return JSON.createObjectNode();
    }

    /** Keeps what a server said under {@code settings}, when it became ready or came to know more. */
    synchronized void keep(TenantSettings settings, JsonNode capabilities) {
        TenantId tenant = settings.tenant();
        ObjectNode kept = plain(capabilities);
        if (kept.isEmpty()) {
            return;
        }
        kept.put(OF, upstreams(settings));
        if (kept.equals(known.put(tenant, kept))) {
            return;
        }
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
