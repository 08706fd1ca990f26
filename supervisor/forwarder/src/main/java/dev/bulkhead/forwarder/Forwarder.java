package dev.bulkhead.forwarder;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The agent ({@code java.lang.instrument}): {@code -javaagent:/forward/forwarder.jar}. Java's clients find it by the proxy's
 * properties. Threads are daemons: the program ends when its own threads do.
 */
public final class Forwarder {
    private static final String SOCKET = "/run/egress.sock";
    private static final int PORT = 3128;
    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(100);
    private static final int PIECE = 16 * 1024;

    private Forwarder() {}

    public static void premain(String arguments) {
        ServerSocketChannel server;
        try {
            server = ServerSocketChannel.open();
        } catch (IOException e) {
            return; // Then it has no network, as its clients will say.
        }
        try {
            server.bind(new InetSocketAddress("127.0.0.1", PORT), 64);
        } catch (IOException e) {
            close(server); // A child: the first process of the sandbox to come serves for all of it.
            return;
        }
        daemon("egress-accepts", () -> accept(server));
    }

    private static void accept(ServerSocketChannel server) {
        while (server.isOpen()) {
            try {
                SocketChannel inside = server.accept();
                daemon("egress", () -> serve(inside));
            } catch (IOException | OutOfMemoryError e) {
                // No descriptor or no thread more: there will be again when a connection ends.
                LockSupport.parkNanos(AFTER_A_FAILURE.toNanos());
            }
        }
    }

    private static void serve(SocketChannel inside) {
        try (inside;
                SocketChannel outside = SocketChannel.open(UnixDomainSocketAddress.of(SOCKET))) {
            Thread up = daemon("egress-up", () -> copy(inside, outside));
            copy(outside, inside);
            up.join();
        } catch (IOException e) {
            // The other end sees its connection closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            while (from.read(piece.clear()) >= 0) {
                piece.flip();
                while (piece.hasRemaining()) {
                    to.write(piece);
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void close(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            // It is closed.
        }
    }
}
