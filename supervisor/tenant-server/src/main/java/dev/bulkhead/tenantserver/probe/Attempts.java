package dev.bulkhead.tenantserver.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How each kind of attempt is made. Returns a word when the target was reached, throws when it was not. */
final class Attempts {
    private static final int CONNECT_MILLIS = 200;

    private Attempts() {}

    static String make(Attempt attempt, Kernel kernel) throws Exception {
        String target = attempt.target();
        return switch (attempt.kind()) {
            case "read" -> read(Path.of(target));
            case "list" -> list(Path.of(target));
            case "write" -> write(Path.of(target));
            case "connect-unix" -> connectUnix(Path.of(target));
            case "connect-tcp" -> connectTcp(target);
            case "egress" -> egress(target);
            case "environment" -> environment(target);
            case "signal" -> signal(Long.parseLong(target));
            case "execute" -> execute(target);
            case "abstract-socket" -> Surroundings.abstractSocket(target);
            case "descriptors" -> Surroundings.descriptors(target);
            case "processes" -> Surroundings.processes();
            case "mounts" -> Surroundings.mounts(target);
            case "interfaces" -> Surroundings.interfaces(target);
            case "status" -> Surroundings.status(target);
            case "new-user-namespace" -> kernel.newUserNamespace();
            default -> throw new Probe.UnknownKind(attempt.kind());
        };
    }

    private static String read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.read() < 0 ? "empty" : "read";
        }
    }

    private static String list(Path path) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            return entries.iterator().hasNext() ? "listed" : "empty";
        }
    }

    /** Opens for appending and appends nothing: a planted file stays as it is, and one that this made is removed. */
    private static String write(Path path) throws IOException {
        boolean isThere = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.flush();
        }
        if (!isThere) {
            Files.deleteIfExists(path);
        }
        return isThere ? "appended" : "created";
    }

    private static String connectUnix(Path path) throws IOException, InterruptedException {
        try (SocketChannel channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            boolean isConnected = channel.connect(UnixDomainSocketAddress.of(path));
            long deadline = System.nanoTime() + CONNECT_MILLIS * 1_000_000L;
            while (!isConnected) {
                if (System.nanoTime() - deadline > 0) {
                    throw new SocketTimeoutException();
                }
                Thread.sleep(1);
                isConnected = channel.finishConnect();
            }
            return "connected";
        }
    }

    private static String connectTcp(String target) throws IOException {
        int colon = target.lastIndexOf(':');
        String host = target.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try (Socket socket = new Socket()) {
            InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(target.substring(colon + 1)));
            socket.connect(address, CONNECT_MILLIS);
            return "connected";
        }
    }

    /** Asks the proxy behind a socket for a destination: {@code /path/of.sock host:port}. What is no refusal counts as reached. */
    private static String egress(String target) throws IOException {
        int space = target.lastIndexOf(' ');
        String destination = target.substring(space + 1);
        ByteBuffer bytes = ByteBuffer.wrap(
                ("CONNECT " + destination + " HTTP/1.1\r\nHost: " + destination + "\r\n\r\n").getBytes(UTF_8));
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(target.substring(0, space)))) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            ByteBuffer answer = ByteBuffer.allocate(13);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {}
            String status = new String(answer.array(), 0, answer.position(), UTF_8);
            if (status.equals("HTTP/1.1 403 ")) {
                throw new AccessDeniedException(destination);
            }
            return "answered";
        }
    }

    /** Looks into every environment that the kernel shows, our own among them. */
    private static String environment(String word) throws IOException {
        byte[] wanted = word.getBytes(UTF_8);
        for (java.util.Map.Entry<String, String> own : System.getenv().entrySet()) {
            if (own.getKey().contains(word) || own.getValue().contains(word)) {
                return "own";
            }
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"))) {
            for (Path process : processes) {
                String pid = process.getFileName().toString();
                if (pid.charAt(0) >= '0' && pid.charAt(0) <= '9' && holds(process.resolve("environ"), wanted)) {
                    return "process " + pid;
                }
            }
        }
        throw new NoSuchFileException("environment");
    }

    private static boolean holds(Path environ, byte[] wanted) {
        try {
            byte[] bytes = Files.readAllBytes(environ);
            for (int i = 0; i + wanted.length <= bytes.length; i++) {
                if (java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // Not readable, or gone: nothing is seen of it.
        }
    }

    /**
     * Tells whether the process can be seen; nothing is sent to it. A number that is one of our own threads, inside the sandbox's
     * own numbering, is not the process that was meant.
     */
    private static String signal(long pid) throws FileNotFoundException {
        boolean isOurs = ProcessHandle.current().pid() == pid || Files.exists(Path.of("/proc/self/task/" + pid));
        if (isOurs || ProcessHandle.of(pid).isEmpty()) {
            throw new FileNotFoundException();
        }
        return "visible";
    }

    private static String execute(String command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        process.destroyForcibly();
        return "started";
    }
}
