package dev.bulkhead.daemon.approval;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.DurableFile;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code state/known-hosts.json}, version 1: read once at the start, written whole at each change (see {@code docs/approvals.md}).
 * One that cannot be read is put aside, and nothing of it counts.
 */
final class KnownHostsFile {
    static final int MOST = 2_000;
    private static final int MOST_BYTES = 8 << 20;
    private static final int VERSION = 1;
    private static final Logger LOG = LoggerFactory.getLogger(KnownHostsFile.class);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;

    KnownHostsFile(Path file) {
        this.file = file;
    }

    /** Returns what stands there; nothing when there is no such file, or it is damaged. */
    List<KnownHost> read() {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it is larger than " + (MOST_BYTES >> 20) + " MiB");
            }
            return hosts(JSON.readTree(bytes));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            aside(e instanceof IOException ? String.valueOf(e.getMessage()) : "an entry is not as format 1 has it");
            return List.of();
        }
    }

    private void aside(String why) {
        Path damaged = file.resolveSibling(file.getFileName() + ".damaged");
        String oneLine = why.replaceAll("\\s*\\R.*", "");
        try {
            Files.move(file, damaged, StandardCopyOption.REPLACE_EXISTING);
            LOG.error("no host is known any more: {} could not be read ({}) and is kept as {}", file, oneLine, damaged);
        } catch (IOException e) {
            LOG.error("no host is known any more: {} could not be read ({}), nor put aside", file, oneLine);
        }
    }

    private static List<KnownHost> hosts(JsonNode root) throws IOException {
        JsonNode hosts = root.path("hosts");
        if (root.path("version").asInt() != VERSION || !hosts.isArray() || hosts.size() > MOST) {
            throw new IOException("it is no list of at most " + MOST + " hosts in format " + VERSION);
        }
        List<KnownHost> read = new ArrayList<>();
        for (JsonNode host : hosts) {
            List<ToolPattern> tools = new ArrayList<>();
            host.path("tools").forEach(tool -> tools.add(new ToolPattern(tool.asText())));
            read.add(new KnownHost(
                    text(host, "id"),
                    new TenantId(text(host, "tenant")),
                    new HostIdentity(
                            text(host, "executable"),
                            text(host, "sha256"),
                            host.path("script").asText(),
                            host.path("script_sha256").asText()),
                    KnownHost.Lasting.valueOf(text(host, "answer")),
                    tools,
                    Instant.parse(text(host, "since")),
                    text(host, "by"),
                    text(host, "seal")));
        }
        return read;
    }

    private static String text(JsonNode host, String name) throws IOException {
        String text = host.path(name).asText();
        if (text.isEmpty() || text.length() > HostIdentity.LONGEST_PATH) {
            throw new IOException("an entry lacks '" + name + "'");
        }
        return text;
    }

    /** Puts {@code hosts} in its place; when this throws, the old content is still there. */
    void write(List<KnownHost> hosts) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("version", VERSION);
        ArrayNode all = root.putArray("hosts");
        for (KnownHost host : hosts) {
            ObjectNode one = all.addObject()
                    .put("id", host.id())
                    .put("tenant", host.tenant().value())
                    .put("executable", host.identity().executable())
                    .put("sha256", host.identity().sha256());
            if (!host.identity().script().isEmpty()) {
                one.put("script", host.identity().script())
                        .put("script_sha256", host.identity().scriptSha256());
            }
            one.put("answer", host.answer().name());
            ArrayNode tools = one.putArray("tools");
            host.tools().forEach(tool -> tools.add(tool.value()));
            one.put("since", host.since().toString()).put("by", host.by()).put("seal", host.seal());
        }
        DurableFile.replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }
}
