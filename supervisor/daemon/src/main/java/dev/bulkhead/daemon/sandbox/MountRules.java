package dev.bulkhead.daemon.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what of the desktop no upstream may see: the user's home as a whole, Bulkhead's own folders, the other tenants'
 * workspaces, and whatever holds one of these. Immutable, safe for any thread.
 */
public final class MountRules {
    private final Path userHome;
    private final List<Path> closed;
    private final Path workspace;

    /**
     * @param closed Bulkhead's folders and the other tenants' workspaces
     * @param workspace the tenant's own: what lies in it is seen at {@code /workspace} already
     */
    public MountRules(Path userHome, List<Path> closed, Path workspace) {
        this.userHome = real(userHome);
        this.closed = closed.stream().map(MountRules::real).toList();
        this.workspace = real(workspace);
    }

    /** Returns why {@code path} may not be seen; empty when it may. Symbolic links are followed first. */
    public Optional<String> refusal(Path path) {
        Path real = real(path);
        if (real.getNameCount() < 2 && !Files.isRegularFile(real)) {
            return Optional.of(path + " is a whole folder of the system");
        }
        if (userHome.startsWith(real)) {
            return Optional.of(path + " is your home, or holds it");
        }
        for (Path folder : closed) {
            if (real.startsWith(folder) || folder.startsWith(real)) {
                return Optional.of(path + " belongs to Bulkhead or to another tenant, or holds what does");
            }
        }
        return Optional.empty();
    }

    /** Returns {@code path}, or refuses it. */
    public Path allowed(Path path) throws SandboxUnavailableException {
        Optional<String> why = refusal(path);
        if (why.isPresent()) {
            throw new SandboxUnavailableException(
                    why.get() + ", so no server may see it: move what it needs to a folder of its own");
        }
        return path;
    }

    /** Returns {@code word} as it is called inside, when it names something in the tenant's own workspace. */
    public String inside(String word) {
        if (!word.startsWith("/") || word.indexOf('\0') >= 0) {
            return word;
        }
        Path path = Path.of(word).normalize();
        return isInWorkspace(path)
                ? Path.of("/workspace")
                        .resolve(workspace.relativize(real(path)))
                        .toString()
                : word;
    }

    /** Returns whether {@code path} lies in the workspace, where every sandbox of the tenant can change it. */
    public boolean isInWorkspace(Path path) {
        return real(path).startsWith(workspace);
    }

    /** The folders above {@code path} that may be seen, the nearest first. */
    List<Path> above(Path path) {
        List<Path> folders = new ArrayList<>();
        for (Path folder = path.getParent(); folder != null; folder = folder.getParent()) {
            if (refusal(folder).isPresent()) {
                break;
            }
            folders.add(folder);
        }
        return folders;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
