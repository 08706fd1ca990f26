package dev.bulkhead.tenantserver.escape;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;

/** What attempts and their twins are made of. Returns a word when it succeeded, throws where it did not. For one thread. */
final class Tries {
    private final Path scratch;

    Tries(Path scratch) {
        this.scratch = scratch;
    }

    /** What was looked for is not there. */
    static final class Nothing extends Exception {
        Nothing(String what) {
            super(what);
        }
    }

    /** One thing to try. */
    interface Try {
        String make() throws Exception;
    }

    Path own(String name) throws IOException {
        return Files.writeString(scratch.resolve(name), "own");
    }

    static String read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.read() < 0 ? "empty" : "read";
        }
    }

    static String list(Path path) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            return entries.iterator().hasNext() ? "listed" : "empty";
        }
    }

    /** Writes nothing: what is there stays as it is, and what this made goes. */
    static String write(Path path) throws IOException {
        boolean isThere = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                .close();
        if (!isThere) {
            Files.delete(path);
        }
        return "opened to append";
    }

    /** One of several; the first that works counts, else the last failure. */
    interface OnPath {
        String make(Path path) throws IOException;
    }

    static String firstOpen(OnPath what, List<String> paths) throws IOException {
        IOException failure = new NoSuchFileException("nothing to try");
        for (String path : paths) {
            try {
                return what.make(Path.of(path));
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    String symlink(Path target) throws IOException {
        Path link = Files.createSymbolicLink(scratch.resolve("link"), target);
        try {
            return read(link);
        } finally {
            Files.delete(link);
        }
    }

    String hardLink(Path target) throws IOException {
        Files.delete(Files.createLink(scratch.resolve("link"), target));
        return "linked";
    }

    String move(Path target) throws IOException {
        Files.delete(Files.move(target, scratch.resolve("moved")));
        return "moved";
    }

    static String mode(Path file, int bits) throws IOException {
        Files.setAttribute(file, "unix:mode", bits);
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    static String connect(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return "connected";
        }
    }

    String connectOwn() throws IOException {
        Path path = scratch.resolve("socket");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
            return connect(path);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    static String inEnvironments(String word) throws IOException, Nothing {
        byte[] wanted = word.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("environ"), wanted)) {
                    return "process " + process.getFileName();
                }
            }
        }
        throw new Nothing("in no environment");
    }

    private static boolean holds(Path file, byte[] wanted) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i + wanted.length <= bytes.length; i++) {
                if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // Not readable: nothing is seen of it.
        }
    }

    static String processes(String beside) throws IOException, Nothing {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                if (!process.getFileName().toString().equals(beside)) {
                    return "process " + process.getFileName();
                }
            }
        }
        throw new Nothing("no other process");
    }

    static String inMounts(String word) throws IOException, Nothing {
        if (!Files.readString(Path.of("/proc/self/mountinfo")).contains(word)) {
            throw new Nothing("not named");
        }
        return "named";
    }

    static String descriptors() throws IOException, Nothing {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : all) {
                String leads = leadsTo(each);
                boolean isMeant = leads.startsWith("pipe:")
                        || leads.startsWith("anon_inode:")
                        || leads.startsWith("/proc/")
                        || leads.startsWith("/runtime/")
                        || leads.startsWith("/app/")
                        || leads.equals("/dev/random") // Java's own source of randomness.
                        || leads.equals("/dev/urandom")
                        || leads.isEmpty();
                if (!isMeant) {
                    return each.getFileName() + " to " + leads;
                }
            }
        }
        throw new Nothing("pipes alone");
    }

    private static String leadsTo(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // Closed since it was listed.
        }
    }

    String withOwnFile() throws IOException, Nothing {
        try (InputStream open = Files.newInputStream(own("file"))) {
            return open.read() < 0 ? "" : descriptors();
        }
    }

    static String signal(long pid) throws Nothing {
        boolean isOwnThread = Files.exists(Path.of("/proc/self/task/" + pid))
                && pid != ProcessHandle.current().pid();
        if (isOwnThread || ProcessHandle.of(pid).isEmpty()) {
            throw new Nothing("ESRCH");
        }
        return "seen";
    }

    static String start(String program) throws IOException {
        new ProcessBuilder(program).start().destroyForcibly();
        return "started";
    }
}
