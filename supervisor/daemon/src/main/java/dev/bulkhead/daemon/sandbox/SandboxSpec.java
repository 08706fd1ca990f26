package dev.bulkhead.daemon.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * What one sandbox holds.
 *
 * @param profile the profile's name, as the tenant's settings give it
 * @param workspace the one folder that can be written; must exist, and be no symbolic link
 * @param runtime the Java runtime that is mounted at {@code /runtime}
 * @param jars the folder of the jars that is mounted at {@code /app}
 * @param archive the class archive that is mounted at {@code /archive.jsa}; need not exist
 * @param readOnly paths inside the workspace that stay read-only, relative to it
 * @param command what runs inside, in paths of the inside
 */
public record SandboxSpec(
        String profile,
        Path workspace,
        Path runtime,
        Path jars,
        Path archive,
        List<Path> readOnly,
        List<String> command) {
    public SandboxSpec {
        readOnly = List.copyOf(readOnly);
        command = List.copyOf(command);
    }
}
