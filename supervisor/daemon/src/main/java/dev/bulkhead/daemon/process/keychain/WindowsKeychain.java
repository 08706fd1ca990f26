package dev.bulkhead.daemon.process.keychain;

import dev.bulkhead.daemon.tenant.DurableFile;
import dev.bulkhead.daemon.vault.UnlockStore;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Windows: files under {@code state/keychain} that the user's own login opens, through the data protection interface (DPAPI). Which
 * tenant and item a file is of goes into its protection: files cannot be exchanged. It has not been run on Windows.
 */
final class WindowsKeychain implements UnlockStore {
    private static final int LONGEST = 64 * 1024;

    private final Path folder;
    private final String home;
    private final Protection protection;

    /** Protects bytes for the user of this login; {@code context} is to be the same on the way back. */
    interface Protection {
        byte[] protect(SecretBytes value, byte[] context) throws IOException;

        SecretBytes open(byte[] protectedValue, byte[] context) throws IOException;
    }

    WindowsKeychain(Path state, String home, Protection protection) {
        this.folder = state.resolve("keychain");
        this.home = home;
        this.protection = protection;
    }

    @Override
    public void put(TenantId tenant, Item item, SecretBytes value) throws IOException {
        BulkheadHome.privateFolder(folder);
        DurableFile.replace(file(tenant, item), protection.protect(value, context(tenant, item)));
    }

    @Override
    public Optional<SecretBytes> get(TenantId tenant, Item item) throws IOException {
        Path file = file(tenant, item);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(protection.open(in.readNBytes(LONGEST), context(tenant, item)));
        }
    }

    @Override
    public void delete(TenantId tenant, Item item) throws IOException {
        Files.deleteIfExists(file(tenant, item));
    }

    private Path file(TenantId tenant, Item item) {
        return folder.resolve(tenant + "." + item.name().toLowerCase(Locale.ROOT) + ".dpapi");
    }

    private byte[] context(TenantId tenant, Item item) {
        return ("bulkhead " + home + " " + tenant + " " + item.name().toLowerCase(Locale.ROOT))
                .getBytes(StandardCharsets.US_ASCII);
    }
}
