package dev.bulkhead.daemon.sandbox;

import dev.bulkhead.daemon.sandbox.seccomp.Architecture;
import dev.bulkhead.daemon.sandbox.seccomp.SeccompException;
import dev.bulkhead.daemon.sandbox.seccomp.SeccompFilters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/** The seccomp filters as files, which bwrap reads from a descriptor. Safe for any thread. */
final class FilterFiles {
    private final SeccompFilters filters;
    private final Path run;

    /**
     * @param policies the folder of the policies
     * @param run a folder of ours alone
     */
    FilterFiles(Path policies, Path run) {
        this.filters = new SeccompFilters(policies);
        this.run = run;
    }

    /**
     * Returns the file with the filter of {@code policy}, and makes sure that it holds just that.
     *
     * @throws SandboxUnavailableException when no filter can be made of the policy: nothing starts without one
     */
    synchronized Path of(String policy) throws SandboxUnavailableException, IOException {
        byte[] program;
        try {
            program = filters.filter(policy, Architecture.here());
        } catch (SeccompException e) {
            throw new SandboxUnavailableException(String.valueOf(e.getMessage()));
        }
        Path file = run.resolve("seccomp-" + policy + ".bpf");
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), program)) {
            Path fresh = Files.createTempFile(
                    run,
                    "seccomp-",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, program);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
