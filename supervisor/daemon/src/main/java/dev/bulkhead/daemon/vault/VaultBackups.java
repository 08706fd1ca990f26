package dev.bulkhead.daemon.vault;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The vaults that another took the place of: {@code <vault>.bak-<time>} beside it, sealed as they were. */
final class VaultBackups {
    private static final String MARK = ".bak-";

    private VaultBackups() {}

    /** Keeps what {@code vault} is now; returns where. */
    static Path keep(Path vault, String time) throws IOException {
        Path backup = vault.resolveSibling(vault.getFileName() + MARK + time);
        try {
            // A second name, so that there is no moment without a vault.
            return Files.createLink(backup, vault);
        } catch (UnsupportedOperationException e) {
            return Files.copy(vault, backup, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Removes all that {@link #keep} has kept of {@code vault}. */
    static void remove(Path vault) throws IOException {
        Path folder = vault.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("a vault lies in a folder: " + vault);
        }
        try (DirectoryStream<Path> backups = Files.newDirectoryStream(
                folder, path -> String.valueOf(path.getFileName()).startsWith(vault.getFileName() + MARK))) {
            for (Path backup : backups) {
                Files.deleteIfExists(backup);
            }
        }
    }
}
