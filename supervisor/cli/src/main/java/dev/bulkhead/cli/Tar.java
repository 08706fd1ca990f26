package dev.bulkhead.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The system's tar(1), which Linux, macOS and Windows have: modes, links and long names are its business. Stateless. */
final class Tar {
    /** What goes into an archive: {@code name} of {@code folder}. */
    record Source(Path folder, String name) {}

    private Tar() {}

    /** As tar(1) ends when a file changed while it was read: it is in the archive, as it was by then. */
    private static final int CHANGED = 1;

    /** Writes {@code sources} to {@code file}. */
    static void write(Path file, List<Source> sources) throws IOException {
        List<String> command = new ArrayList<>(List.of("tar", "-cf", file.toString()));
        for (Source each : sources) {
            command.addAll(List.of("-C", each.folder().toString(), each.name()));
        }
        run(command, CHANGED);
    }

    /** Returns the names in {@code file}. */
    static List<String> names(Path file) throws IOException {
        return run(List.of("tar", "-tf", file.toString()), 0).lines().toList();
    }

    /** Unpacks {@code file} into {@code folder}: the caller has looked at its names. */
    static void unpack(Path file, Path folder) throws IOException {
        run(List.of("tar", "-xf", file.toString(), "-C", folder.toString(), "--no-same-owner"), 0);
    }

    private static String run(List<String> command, int goodUpTo) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        String path = System.getenv("PATH");
        builder.environment().clear();
        // Names are bytes to tar: those that the terminal cannot show are told as they are.
        builder.environment().put("LC_ALL", "C.UTF-8");
        if (path != null) {
            builder.environment().put("PATH", path);
        }
        Process tar = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        tar.getOutputStream().close();
        String out = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int status = tar.waitFor();
            if (status > goodUpTo) {
                throw new IOException("tar ended with " + status
                        + ", see above: is every file there yours to read, is it a backup, and is there room?");
            }
        } catch (InterruptedException e) {
            tar.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while tar ran", e);
        }
        return out;
    }
}
