package dev.bulkhead.daemon.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.Sha256;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one tenant's tools said of themselves when they were last listed: a hash each of description and input schema, in
 * {@code state/tool-pins/<tenant>.json}. A server that gives a tool another description has a model do something else by the name that was
 * approved. Bounded: 2,048 tools; safe for any thread.
 */
final class ToolPins {
    private static final Logger LOG = LoggerFactory.getLogger(ToolPins.class);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final int MOST_TOOLS = 2_048;
    private static final String TOOLS = "tools";

    private final Path path;
    private @Nullable Map<String, String> known;

    ToolPins(Path path) {
        this.path = path;
    }

    /** Takes the names of tools that are not what they were. */
    @FunctionalInterface
    interface Changes {
        /** @throws IOException when it cannot be recorded: the next list tells it again */
        void changed(List<String> tools) throws IOException;
    }

    /**
     * Looks at a list of tools, and keeps what they say of themselves now.
     *
     * @param tools the {@code result.tools} of an answer, or null
     * @param changes told of those that said something else before; not of those that are new
     */
    synchronized void look(@Nullable Span tools, Changes changes) throws IOException {
        Map<String, String> before = known();
        Map<String, String> now = new TreeMap<>(before);
        List<String> changed = new ArrayList<>();
        for (Span tool : JsonObjects.elements(tools)) {
            Span name = JsonObjects.member(tool, "name");
            if (name != null && (now.size() < MOST_TOOLS || now.containsKey(name.text()))) {
                String hash = hash(JSON.readTree(tool.raw()));
                String old = now.put(name.text(), hash);
                if (old != null && !old.equals(hash)) {
                    changed.add(name.text());
                }
            }
        }
        if (!changed.isEmpty()) {
            changes.changed(changed);
        }
        if (!now.equals(before)) {
            known = now;
            keep(now);
        }
    }

    /** Spaces and the order of members say nothing. */
    private static String hash(JsonNode tool) throws IOException {
        ObjectNode said = JSON.createObjectNode();
        for (String member : List.of("description", "inputSchema")) {
            if (tool.has(member)) {
                said.set(member, tool.get(member));
            }
        }
        byte[] text = JSON.writeValueAsBytes(JSON.treeToValue(said, Object.class));
        return HexFormat.of().formatHex(Sha256.digest().digest(text));
    }

    private Map<String, String> known() {
        Map<String, String> there = known;
        if (there == null) {
            there = new TreeMap<>();
            try {
                for (Map.Entry<String, JsonNode> tool :
                        new StateFile(path).read().path(TOOLS).properties()) {
                    there.put(tool.getKey(), tool.getValue().asText());
                }
            } catch (IOException e) {
                LOG.warn("what tools said of themselves is not known any more: {}", e.getMessage());
            }
            known = there;
        }
        return there;
    }

    /** A file that cannot be written costs what is known of them at the next start, and no call. */
    private void keep(Map<String, String> tools) {
        try {
            BulkheadHome.privateFolder(Objects.requireNonNull(path.getParent()));
            ObjectNode content = JsonNodeFactory.instance.objectNode();
            ObjectNode all = content.putObject(TOOLS);
            tools.forEach(all::put);
            new StateFile(path).write(content);
        } catch (IOException e) {
            LOG.warn("what tools say of themselves could not be kept: {}", e.getMessage());
        }
    }
}
