package dev.bulkhead.daemon.vault;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The marks as files: {@code state/vaults/<tenant>.json}, {@code {"v":1,"gen":7}}. Whoever can write the vault can write these too:
 * they find a backup that was put back, by whomever it was meant well, and an attacker who does not know of them.
 */
public final class HighWaterFiles implements HighWater {
    private static final int LONGEST = 1024;

    private final Path folder;

    /** @param state the home's folder for state; what is needed in it is made */
    public HighWaterFiles(Path state) {
        this.folder = state.resolve("vaults");
    }

    @Override
    public synchronized long of(TenantId tenant) throws IOException {
        ObjectNode mark;
        try {
            mark = new StateFile(file(tenant), LONGEST).read();
        } catch (IOException e) {
            throw unreadable(file(tenant));
        }
        if (mark.isEmpty()) {
            return 0;
        }
        if (!mark.path("gen").canConvertToLong()) {
            throw unreadable(file(tenant));
        }
        return mark.path("gen").asLong();
    }

    /** One that cannot be read says nothing about the vault: who wants to go on without it says so. */
    private static IOException unreadable(Path file) {
        return new IOException(
                "the mark of the vault's generation cannot be read, so an older vault would go unseen: remove " + file
                        + " if you know why");
    }

    @Override
    public synchronized void raise(TenantId tenant, long generation) throws IOException {
        if (of(tenant) < generation) {
            reset(tenant, generation);
        }
    }

    @Override
    public synchronized void reset(TenantId tenant, long generation) throws IOException {
        if (generation == 0) {
            Files.deleteIfExists(file(tenant));
            return;
        }
        BulkheadHome.privateFolder(folder);
        new StateFile(file(tenant)).write(JsonNodeFactory.instance.objectNode().put("gen", generation));
    }

    private Path file(TenantId tenant) {
        return folder.resolve(tenant + ".json");
    }
}
