package dev.bulkhead.daemon.alert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;

/**
 * What is kept of alerts: {@code state/alerts/<tenant>.json}, {@code {"v":1,"since":…,"tools":[…],"hosts":[…],"minutes":[…],
 * "days":{…},"alerts":[…]}}.
 */
final class AlertFiles {
    /** A thousand alerts, a thousand names of tools and four thousand numbers are less. */
    private static final int MOST_BYTES = 8 << 20;

    /**
     * What was kept of one tenant.
     *
     * @param lost why there is nothing, where there should be something; "" else
     */
    record Kept(TenantAlerts alerts, String lost) {}

    private final Path folder;
    private final ZoneId zone;

    /** @param state the home's folder of that name; what is needed in it is made */
    AlertFiles(Path state, ZoneId zone) {
        this.folder = state.resolve("alerts");
        this.zone = zone;
    }

    /** Reads what was kept; learning begins anew where that cannot be read. */
    Kept read(TenantId tenant, Instant now) {
        try {
            ObjectNode kept = new StateFile(file(tenant), MOST_BYTES).read();
            if (!kept.isEmpty()) {
                return new Kept(TenantAlerts.read(tenant, kept, zone), "");
            }
            return new Kept(TenantAlerts.fresh(tenant, now, zone), "there is no file of it");
        } catch (IOException | IllegalArgumentException e) {
            return new Kept(TenantAlerts.fresh(tenant, now, zone), String.valueOf(e.getMessage()));
        }
    }

    void write(TenantId tenant, ObjectNode content) throws IOException {
        BulkheadHome.privateFolder(folder);
        new StateFile(file(tenant), MOST_BYTES).write(content);
    }

    void erase(TenantId tenant) throws IOException {
        Files.deleteIfExists(file(tenant));
    }

    private Path file(TenantId tenant) {
        return folder.resolve(tenant + ".json");
    }
}
