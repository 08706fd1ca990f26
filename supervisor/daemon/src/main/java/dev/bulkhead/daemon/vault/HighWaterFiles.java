package dev.bulkhead.daemon.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.daemon.tenant.DurableFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The marks as files: {@code state/vaults/<tenant>.json}, {@code {"v":1,"gen":7}}. Whoever can write the vault can write these too:
 * they find a backup that was put back, by whomever it was meant well, and an attacker who does not know of them.
 */
public final class HighWaterFiles implements HighWater {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 1024;

    private final Path folder;

    /** @param state the home's folder for state; what is needed in it is made */
    public HighWaterFiles(Path state) {
        this.folder = state.resolve("vaults");
    }

    @Override
    public synchronized long of(TenantId tenant) throws IOException {
        Path file = file(tenant);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        try (InputStream in = Files.newInputStream(file)) {
            JsonNode mark = JSON.readTree(in.readNBytes(LONGEST));
            if (mark.path("v").asInt() == 1 && mark.path("gen").canConvertToLong()) {
                return mark.path("gen").asLong();
            }
        } catch (JsonProcessingException e) {
            throw unreadable(file);
        }
        throw unreadable(file);
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
        DurableFile.replace(
                file(tenant),
                JSON.writeValueAsBytes(JSON.createObjectNode().put("v", 1).put("gen", generation)));
    }

    private Path file(TenantId tenant) {
        return folder.resolve(tenant + ".json");
    }
}
