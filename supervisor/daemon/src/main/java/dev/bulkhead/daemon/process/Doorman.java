package dev.bulkhead.daemon.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/** Listens, takes every connection and closes it: a listener that nobody empties would look shut after a while. */
final class Doorman implements AutoCloseable {
    private final ServerSocketChannel listener;

    private Doorman(ServerSocketChannel listener) {
        this.listener = listener;
        Thread.ofPlatform().daemon().name("planted-listener").start(this::serve);
    }

    static Doorman onLoopback() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        return new Doorman(listener);
    }

    static Doorman at(Path path) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        return new Doorman(listener);
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    private void serve() {
        while (listener.isOpen()) {
            try {
                listener.accept().close();
            } catch (IOException e) {
                pause();
            }
        }
    }

    /** Closed, or out of descriptors for a while: no loop that burns meanwhile. */
    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
