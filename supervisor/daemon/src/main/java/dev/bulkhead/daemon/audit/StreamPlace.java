package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where one tenant's stream lies, and what is kept of it elsewhere.
 *
 * @param folder its segments
 * @param head the head counter
 * @param checkpoints every checkpoint that was made
 * @param publicKey what rows are sealed to while the vault is locked
 * @param accepted the break that the consultant has accepted, if any
 * @param erasing there while an erasure is under way
 * @param retaining there while segments that are too old are removed
 */
record StreamPlace(
        TenantId tenant,
        Path folder,
        Path head,
        Path checkpoints,
        Path publicKey,
        Path accepted,
        Path erasing,
        Path retaining) {
    static StreamPlace of(BulkheadHome home, TenantId tenant) {
        Path state = home.state();
        return new StreamPlace(
                tenant,
                home.stream(tenant),
                state.resolve("heads").resolve(tenant.value()),
                state.resolve("checkpoints").resolve(tenant + ".log"),
                state.resolve("audit-keys").resolve(tenant + ".json"),
                state.resolve("accepted-breaks").resolve(tenant + ".json"),
                state.resolve("erasing").resolve(tenant + ".json"),
                state.resolve("retaining").resolve(tenant + ".json"));
    }

    /** Returns the folder of timestamps of its checkpoints. */
    Path timestamps() {
        return folder.resolve("timestamps");
    }

    /** Removes what is kept elsewhere, for a tenant whose stream is removed. */
    void forget() throws IOException {
        Files.deleteIfExists(head);
        Files.deleteIfExists(checkpoints);
        Files.deleteIfExists(publicKey);
        Files.deleteIfExists(accepted);
        Files.deleteIfExists(erasing);
        Files.deleteIfExists(retaining);
    }
}
