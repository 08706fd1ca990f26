package dev.bulkhead.daemon.signin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Failures as files: {@code state/attempts/<tenant>.json}, {@code {"v":1,"failures":3}}. */
public final class FailureFiles implements Failures {
    private static final int LONGEST = 1024;

    private final Path folder;

    /** @param state the home's folder for state; what is needed in it is made */
    public FailureFiles(Path state) {
        this.folder = state.resolve("attempts");
    }

    @Override
    public int of(TenantId tenant) {
        try {
            ObjectNode kept = new StateFile(file(tenant), LONGEST).read();
            int failures = kept.path("failures").asInt(kept.isEmpty() ? 0 : -1);
            return failures >= 0 ? failures : Throttle.LONGEST_WAIT_FAILURES;
        } catch (IOException e) {
            // Whoever spoils the file must not try the faster for it.
            return Throttle.LONGEST_WAIT_FAILURES;
        }
    }

    @Override
    public void keep(TenantId tenant, int failures) throws IOException {
        if (failures == 0) {
            Files.deleteIfExists(file(tenant));
            return;
        }
        BulkheadHome.privateFolder(folder);
        new StateFile(file(tenant)).write(JsonNodeFactory.instance.objectNode().put("failures", failures));
    }

    private Path file(TenantId tenant) {
        return folder.resolve(tenant + ".json");
    }
}
