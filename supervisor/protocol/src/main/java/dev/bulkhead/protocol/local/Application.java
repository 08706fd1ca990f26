package dev.bulkhead.protocol.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The application's own folder: the jars of each process, and the sandbox profiles.
 *
 * @param folder holds {@code lib/<role>/*.jar}, {@code sandbox-profiles/} and the file {@code version}
 */
public record Application(Path folder) {
    /** Returns the folder that {@code -Dbulkhead.app} names, else the one that the launcher's own jar lies in. */
    public static Application ofThisProcess() {
        String named = System.getProperty("bulkhead.app", "");
        if (named.isEmpty()) {
            throw new IllegalStateException("-Dbulkhead.app is not set: start Bulkhead with the script 'bulkhead'");
        }
        return new Application(Path.of(named).toAbsolutePath().normalize());
    }

    /** {@code lib/<role>}: the jars of one process and nothing else, so that a sandbox can be given just them. */
    public Path jars(String role) {
        return folder.resolve("lib").resolve(role);
    }

    /** The class path of {@code role}, in a stable order, which class archives depend on. */
    public List<Path> classPath(String role) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(jars(role), "*.jar")) {
            stream.forEach(found::add);
        }
        if (found.isEmpty()) {
            throw new IOException("no jars in " + jars(role) + ": build Bulkhead with ./bulkhead");
        }
        Collections.sort(found);
        return found;
    }

    /** The version of what lies here now, which after an upgrade is not that of a supervisor that goes on. */
    public String version() {
        try {
            return Files.readString(folder.resolve("version")).strip();
        } catch (IOException e) {
            // Laid out by hand: whoever compares has nothing to compare with.
            return "unknown";
        }
    }

    public Path profiles() {
        return folder.resolve("sandbox-profiles");
    }

    /** The class archive (CDS) that the build trained for {@code role}; it need not exist. */
    public Path archive(String role) {
        return folder.resolve("cds").resolve(role + ".jsa");
    }
}
