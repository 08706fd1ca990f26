package dev.bulkhead.daemon.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one sandbox holds.
 *
 * @param profile the profile's name, as the tenant's settings give it; {@code install} for npm's
 * @param workspace the one folder that can be written; must exist, and be no symbolic link
 * @param runtime the Java runtime that is mounted at {@code /runtime}
 * @param jars the folder of the jars that is mounted at {@code /app}
 * @param archive the class archive that is mounted at {@code /archive.jsa}; need not exist
 * @param readOnly paths inside the workspace that stay read-only, relative to it
 * @param egress the socket of its way out, which the profile {@code network} mounts at {@code /run/egress.sock}
 * @param program what is mounted beside the stage's Java
 * @param command what runs inside, in paths of the inside
 * @param stage the stage's command likewise, for a wall that it puts up itself
 */
public record SandboxSpec(
        String profile,
        Path workspace,
        Path runtime,
        Path jars,
        Path archive,
        List<Path> readOnly,
        Optional<Path> egress,
        Program program,
        List<String> command,
        List<String> stage) {
    public SandboxSpec {
        readOnly = List.copyOf(readOnly);
        command = List.copyOf(command);
        stage = List.copyOf(stage);
    }

    /**
     * A program of others and what it needs.
     *
     * @param fragments the names of the files in {@code sandbox-profiles} that mount its runtime
     * @param values what their variables stand for
     * @param mounts what else it sees
     * @param command its words, in paths of the inside; the first is the absolute path of the executable
     */
    public record Program(
            List<String> fragments, Map<String, String> values, List<Mount> mounts, List<String> command) {
        /** For the tenant server: it has its Java, and needs nothing else. */
        public static final Program NONE = new Program(List.of(), Map.of(), List.of(), List.of());

        public Program {
            fragments = List.copyOf(fragments);
            values = Map.copyOf(values);
            mounts = List.copyOf(mounts);
            command = List.copyOf(command);
        }
    }
}
