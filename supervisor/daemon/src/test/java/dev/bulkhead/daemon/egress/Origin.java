package dev.bulkhead.daemon.egress;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server outside, on the machine's loopback; what it does with a connection is the test's. */
final class Origin implements AutoCloseable {
    final AtomicInteger connections = new AtomicInteger();
    final List<String> heads = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    interface Behaviour {
        void serve(Origin origin, Socket socket) throws IOException;
    }

    Origin(Behaviour behaviour) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofPlatform().daemon().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    connections.incrementAndGet();
                    open.add(socket);
                    Thread.ofPlatform().daemon().start(() -> serve(behaviour, socket));
                } catch (IOException e) {
                    return; // Closed with the test.
                }
            }
        });
    }

    private void serve(Behaviour behaviour, Socket socket) {
        try (socket) {
            behaviour.serve(this, socket);
        } catch (IOException e) {
            // The proxy ended it; what the test asserts is seen at the other end.
        }
    }

    /** Answers each connection's first request, kept in {@link #heads}, with {@code text}. */
    static Origin answering(String text) throws IOException {
        return new Origin((origin, socket) -> {
            origin.heads.add(head(socket.getInputStream()));
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    /** Sends back what comes, and ends when that ends. */
    static Origin echoing() throws IOException {
        return new Origin((origin, socket) -> socket.getInputStream().transferTo(socket.getOutputStream()));
    }

    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
