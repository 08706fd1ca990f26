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
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one tenant's tools said of themselves when they were last listed: a hash each of description and input schema, in
 * {@code state/tool-pins/<tenant>.json}. A server that gives a tool another description has a model do something else by the name that was
 * approved. Bounded: 2,048 tools; safe for any thread.
 */
public final class ToolPins {
    private static final Logger LOG = LoggerFactory.getLogger(ToolPins.class);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final int MOST_TOOLS = 2_048;
    private static final String TOOLS = "tools";
    private static final String SINCE = "since";
    private static final String CHANGED = "changed";

    private final Path path;
    private final InstantSource clock;
    private @Nullable SortedMap<String, Pin> known;

    ToolPins(Path path, InstantSource clock) {
        this.path = path;
        this.clock = clock;
    }

    /**
     * What a tool says of itself, as far as it is kept.
     *
     * @param hash of what it says
     * @param since when it was first heard to say so; {@link Instant#EPOCH} where that is not known
     * @param hasChanged whether it said something else before
     */
    public record Pin(String hash, Instant since, boolean hasChanged) {}

    /** What is kept of each tool, by the name that hosts see. */
    synchronized SortedMap<String, Pin> all() {
        return new TreeMap<>(known());
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
        SortedMap<String, Pin> before = known();
        SortedMap<String, Pin> now = new TreeMap<>(before);
        Instant heard = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        List<String> changed = new ArrayList<>();
        for (Span tool : JsonObjects.elements(tools)) {
            Span name = JsonObjects.member(tool, "name");
            if (name != null && (now.size() < MOST_TOOLS || now.containsKey(name.text()))) {
                String hash = hash(JSON.readTree(tool.raw()));
                Pin old = now.get(name.text());
                if (old == null) {
                    now.put(name.text(), new Pin(hash, heard, false));
                } else if (!old.hash().equals(hash)) {
                    now.put(name.text(), new Pin(hash, heard, true));
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

    private SortedMap<String, Pin> known() {
        SortedMap<String, Pin> there = known;
        if (there == null) {
            there = new TreeMap<>();
            try {
                ObjectNode content = new StateFile(path).read();
                for (Map.Entry<String, JsonNode> tool : content.path(TOOLS).properties()) {
                    String name = tool.getKey();
                    there.put(
                            name,
                            new Pin(
                                    tool.getValue().asText(),
                                    time(content.path(SINCE).path(name).asText()),
                                    content.path(CHANGED).path(name).asBoolean()));
                }
            } catch (IOException e) {
                LOG.warn("what tools said of themselves is not known any more: {}", e.getMessage());
            }
            known = there;
        }
        return there;
    }

    /** Older files have none. */
    private static Instant time(String text) {
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            LOG.warn("a time of what tools said of themselves cannot be read");
            return Instant.EPOCH;
        }
    }

    /** A file that cannot be written costs what is known of them at the next start, and no call. */
    private void keep(SortedMap<String, Pin> tools) {
        try {
            BulkheadHome.privateFolder(Objects.requireNonNull(path.getParent()));
            ObjectNode content = JsonNodeFactory.instance.objectNode();
            ObjectNode all = content.putObject(TOOLS);
            ObjectNode since = content.putObject(SINCE);
            ObjectNode changed = content.putObject(CHANGED);
            tools.forEach((name, pin) -> {
                all.put(name, pin.hash());
                if (!pin.since().equals(Instant.EPOCH)) {
                    since.put(name, pin.since().toString());
                }
                if (pin.hasChanged()) {
                    changed.put(name, true);
                }
            });
            new StateFile(path).write(content);
        } catch (IOException e) {
            LOG.warn("what tools say of themselves could not be kept: {}", e.getMessage());
        }
    }
}
