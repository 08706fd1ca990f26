package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which era each upstream was found to speak, kept in {@code state/eras/<tenant>.json} for a day: a server that has learnt the
 * modern era meanwhile would be spoken to in the legacy one for ever. Safe for any thread.
 */
final class Eras {
    private static final Logger LOG = LoggerFactory.getLogger(Eras.class);
    private static final Duration GOOD_FOR = Duration.ofHours(24);
    private static final Set<String> KNOWN = Set.of("legacy", "modern");

    /** More than a tenant can have; what is over it is forgotten with the rest. */
    private static final int MOST = 256;

    private final Path folder;
    private final InstantSource clock;

    Eras(BulkheadHome home, InstantSource clock) {
        this.folder = home.state().resolve("eras");
        this.clock = clock;
    }

    /** Returns the last verdict on the upstream of that id, if it is fresh. */
    synchronized Optional<String> of(TenantId tenant, String id) {
        JsonNode verdict = read(tenant).path(id);
        return isFresh(verdict) ? Optional.of(verdict.path("era").asText()) : Optional.empty();
    }

    private boolean isFresh(JsonNode verdict) {
        try {
            Instant date = Instant.parse(verdict.path("date").asText());
            Duration age = Duration.between(date, clock.instant());
            return KNOWN.contains(verdict.path("era").asText()) && !age.isNegative() && age.compareTo(GOOD_FOR) < 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Keeps a verdict; what is no era is not kept. */
    synchronized void keep(TenantId tenant, String id, String era) {
        if (!KNOWN.contains(era)) {
            return;
        }
        ObjectNode all = read(tenant);
        if (all.size() >= MOST) {
            all.removeAll();
        }
        all.put("version", 1);
        all.putObject(id).put("era", era).put("date", clock.instant().toString());
        try {
            BulkheadHome.privateFolder(folder);
            Path fresh = Files.createTempFile(folder, tenant.value(), ".tmp");
            Files.write(fresh, ControlMessages.JSON.writeValueAsBytes(all));
            Files.move(fresh, file(tenant), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("the era of an upstream of {} could not be kept: {}", tenant, e.getMessage());
        }
    }

    private ObjectNode read(TenantId tenant) {
        try {
            if (Files.exists(file(tenant))
                    && ControlMessages.JSON.readTree(Files.readAllBytes(file(tenant))) instanceof ObjectNode all) {
                return all;
            }
        } catch (IOException e) {
            LOG.warn("the eras of {} cannot be read and are found out again: {}", tenant, e.getMessage());
        }
        return ControlMessages.JSON.createObjectNode();
    }

    private Path file(TenantId tenant) {
        return folder.resolve(tenant + ".json");
    }
}
