package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.DesktopSystem;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Targets that were put there to be looked for: files, listeners and a process that really exist outside, planted once for a
 * supervisor. Whoever reaches one is not behind a wall. Immutable once planted, safe for any thread.
 */
final class Plants implements AutoCloseable {
    /** Where the folders of the last supervisor are written down, one a line. */
    private static final String LIST = "planted";

    private static final String NAME = "bulkhead-planted-";
    private static final int TRIES = 20;

    private final List<ProbeTarget> targets = new ArrayList<>();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<Path> folders = new ArrayList<>();
    private final String mark;
    private Destination loopback = new Destination("127.0.0.1", 1);
    private Path file = Path.of("/");

    Plants(BulkheadHome home, RandomGenerator random) throws IOException {
        this.mark = hex(random);
        try {
            plant(home, hex(random));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static String hex(RandomGenerator random) {
        byte[] word = new byte[8];
        random.nextBytes(word);
        return HexFormat.of().formatHex(word);
    }

    /** Removes what a supervisor that was killed had planted. */
    static void sweep(BulkheadHome home) throws IOException {
        Path list = home.run().resolve(LIST);
        if (Files.exists(list)) {
            for (String folder : Files.readAllLines(list)) {
                remove(Path.of(folder));
            }
            Files.deleteIfExists(list);
        }
    }

    /** Where something listens on the loopback of this machine. */
    Destination loopback() {
        return loopback;
    }

    private void plant(BulkheadHome home, String word) throws IOException {
        for (Path place : List.of(home.run(), Path.of("/tmp"), Path.of("/dev/shm"))) {
            if (Files.isDirectory(place) && Files.isWritable(place)) {
                folders.add(place.resolve(NAME + mark));
            }
        }
        Path list = BulkheadHome.privateFile(home.run().resolve(LIST));
        Files.write(list, folders.stream().map(Path::toString).toList());
        for (Path folder : folders) {
            String place = folder.startsWith(home.run()) ? "Bulkhead's home" : String.valueOf(folder.getParent());
            BulkheadHome.privateFolder(folder.resolve("folder"));
            file = write(folder.resolve("file"));
            write(folder.resolve("folder/entry"));
            add("a file in " + place, "read", file);
            add("a folder in " + place, "list", folder.resolve("folder"));
            add("a file in " + place + ", to write to it", "write", file);
        }
        Path socket = folders.getLast().resolve("socket");
        Doorman door = part(Doorman.onLoopback());
        loopback = new Destination("127.0.0.1", door.port());
        part(Doorman.at(socket));
        targets.add(new ProbeTarget("the machine's loopback", "connect-tcp", loopback.toString()));
        add("a unix socket", "connect-unix", socket);
        if (DesktopSystem.here() == DesktopSystem.LINUX) {
            part(new AbstractSocket(NAME + mark));
            targets.add(new ProbeTarget("an abstract unix socket", "abstract-socket", NAME + mark));
        }
        Process process = process(word);
        parts.push(process::destroyForcibly);
        targets.add(new ProbeTarget("a process", "signal", Long.toString(process.pid())));
        targets.add(new ProbeTarget("a process's environment", "environment", word));
    }

    /** Ends with us: it reads from a pipe that nobody else holds. */
    private static Process process(String word) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "read -r end").directory(new File("/"));
        builder.environment().clear();
        builder.environment().put("BULKHEAD_PLANTED", word);
        return builder.start();
    }

    private static Path write(Path file) throws IOException {
        BulkheadHome.privateFile(file);
        return Files.writeString(file, "reachable from a sandbox\n", StandardOpenOption.TRUNCATE_EXISTING);
    }

    private void add(String id, String kind, Path path) {
        targets.add(new ProbeTarget(id, kind, path.toString()));
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    /** All of them; the probe reaches each where there is no wall. */
    List<ProbeTarget> targets() {
        return List.copyOf(targets);
    }

    /** Where the planted thing of that name is: its path, address, number or word. */
    String target(String id) throws IOException {
        for (ProbeTarget target : targets) {
            if (target.id().equals(id)) {
                return target.target();
            }
        }
        throw new IOException(id + " could not be planted on this machine");
    }

    /** A planted file, to be handed down as a descriptor. */
    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        IOException failed = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                failed = new IOException("what was planted is still there: " + e.getMessage(), e);
            }
        }
        for (Path folder : folders) {
            remove(folder);
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** Removes one folder as {@link #plant} makes it, and nothing that is not named so. */
    private static void remove(Path folder) throws IOException {
        boolean isOurs =
                folder.getFileName() != null && folder.getFileName().toString().startsWith(NAME);
        if (!isOurs || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (int left = TRIES; left > 0; left--) {
            try {
                for (String each : List.of("folder/entry", "folder", "file", "socket", "")) {
                    Files.deleteIfExists(each.isEmpty() ? folder : folder.resolve(each));
                }
                return;
            } catch (DirectoryNotEmptyException e) {
                // A probe that a broken wall lets through, and that is just being ended, can have written there again.
                if (left == 1) {
                    throw e;
                }
            }
        }
    }
}
