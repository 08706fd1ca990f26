package dev.bulkhead.daemon.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tenants are halted: nobody signs in to one until it is resumed, also after a restart. Safe for any thread.
 *
 * <p>A halt counts from the moment that it is asked for, whether it can be written down or not. When what was written down cannot
 * be read, every tenant counts as halted until it is resumed.
 */
public final class Halts {
    private static final Logger LOG = LoggerFactory.getLogger(Halts.class);

    private final StateFile file;
    private final Map<TenantId, Instant> halted = new ConcurrentHashMap<>();
    private final Set<TenantId> resumed = ConcurrentHashMap.newKeySet();
    private final boolean isLost;

    /** @param state the home's folder of that name */
    public Halts(Path state) {
        file = new StateFile(state.resolve("halts.json"));
        boolean lost = false;
        try {
            ObjectNode kept = file.read();
            for (Map.Entry<String, JsonNode> each : kept.path("halted").properties()) {
                halted.put(
                        new TenantId(each.getKey()),
                        Instant.parse(each.getValue().asText()));
            }
            lost = kept.path("all").asBoolean();
            kept.path("except").forEach(tenant -> resumed.add(new TenantId(tenant.asText())));
        } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
            lost = true;
            LOG.error(
                    "which tenants were halted cannot be read, so all are until they are resumed: {}", e.getMessage());
        }
        isLost = lost;
    }

    /** Returns what whoever wants in is told, in one sentence; nothing for a tenant that is not halted. */
    public Optional<String> reason(TenantId tenant) {
        Instant since = halted.get(tenant);
        if (since == null && !(isLost && !resumed.contains(tenant))) {
            return Optional.empty();
        }
        return Optional.of("tenant '" + tenant + "' was halted"
                + (since == null ? "" : " at " + since.truncatedTo(ChronoUnit.SECONDS)) + ": run 'bulkhead resume "
                + tenant
                + "' to let it work again");
    }

    /** Halts {@code tenant} from now on; {@link #keep} writes it down. */
    public void begin(TenantId tenant, Instant since) {
        resumed.remove(tenant);
        halted.putIfAbsent(tenant, since);
    }

    /** Ends the halt of {@code tenant}; {@link #keep} writes it down. */
    public void lift(TenantId tenant) {
        resumed.add(tenant);
        halted.remove(tenant);
    }

    /** Forgets a tenant that is no more. */
    public void forget(TenantId tenant) throws IOException {
        resumed.remove(tenant);
        if (halted.remove(tenant) != null) {
            keep();
        }
    }

    /**
     * Writes down what is halted, for the next start.
     *
     * @throws IOException when it could not be; it counts all the same while this process runs
     */
    public synchronized void keep() throws IOException {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        ObjectNode all = content.putObject("halted");
        halted.forEach((tenant, since) -> all.put(tenant.value(), since.toString()));
        if (isLost) {
            content.put("all", true);
            resumed.forEach(tenant -> content.withArray("except").add(tenant.value()));
        }
        file.write(content);
    }
}
