package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Says whether a folder may be a tenant's workspace: it must not reach another tenant's, the user's home as a whole, or our
 * own folders, also not through symbolic links.
 *
 * <p>Links change: what was free when the settings were read is checked again when a sandbox starts. Stateless, safe for any
 * thread.
 */
public final class WorkspaceRules {
    private final BulkheadHome home;
    private final Path userHome;

    public WorkspaceRules(BulkheadHome home, Path userHome) {
        this.home = home;
        this.userHome = userHome;
    }

    /** Returns in one sentence why {@code settings} cannot have their workspace beside {@code others}, or empty. */
    public Optional<String> refusal(TenantSettings settings, Collection<TenantSettings> others) {
        try {
            Path workspace = real(settings.workspaceIn(home));
            if (real(userHome).startsWith(workspace)) {
                return Optional.of("the workspace " + workspace + " holds your home: choose a folder inside it");
            }
            Path own = real(home.data().resolve("workspaces"))
                    .resolve(settings.tenant().value());
            if (!workspace.equals(own)) {
                for (Path folder :
                        List.of(home.root(), home.config(), home.data(), home.logs(), home.run(), socketFolder())) {
                    if (overlap(workspace, real(folder))) {
                        return Optional.of("the workspace " + workspace + " overlaps with Bulkhead's own folder "
                                + folder + ": choose another");
                    }
                }
            }
            for (TenantSettings other : others) {
                Path taken = other.workspaceIn(home);
                if (!other.tenant().equals(settings.tenant()) && overlap(workspace, real(taken))) {
                    return Optional.of("the workspace " + workspace + " overlaps with " + taken + " of tenant '"
                            + other.tenant() + "': choose another");
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("it cannot be seen where the workspace leads: " + e.getMessage());
        }
    }

    private Path socketFolder() {
        Path folder = home.socket().getParent();
        return folder == null ? home.run() : folder;
    }

    private static boolean overlap(Path one, Path other) {
        return one.startsWith(other) || other.startsWith(one);
    }

    /** Returns where {@code path} leads: the real path of what there is of it, and then the names that there are not yet. */
    private static Path real(Path path) throws IOException {
        Path plain = path.toAbsolutePath().normalize();
        if (Files.exists(plain, LinkOption.NOFOLLOW_LINKS)) {
            // Fails for a link to nothing, which would be created wherever it points to.
            return plain.toRealPath();
        }
        Path parent = plain.getParent();
        return parent == null ? plain : real(parent).resolve(String.valueOf(plain.getFileName()));
    }
}
