package dev.bulkhead.daemon.identity;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for the browser to come back (RFC 8252 §7.3): 127.0.0.1 alone, a port that the system picks, one exact path, one
 * request. Whatever else comes is told that there is nothing; once the one request is there, nothing listens any more.
 */
final class Loopback implements AutoCloseable {
    static final String PATH = "/callback";

    private static final int LONGEST_HEAD = 32 * 1024;
    private static final int MOST_CONNECTIONS = 64;
    private static final int READ_MILLIS = 5_000;

    private final ServerSocket server;
    private final String authority;
    private final CompletableFuture<Arrival> arrival = new CompletableFuture<>();
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicInteger connections = new AtomicInteger();

    private Loopback(ServerSocket server) {
        this.server = server;
        this.authority = "127.0.0.1:" + server.getLocalPort();
    }

    /** Listens from now on; a thread of its own accepts. */
    static Loopback open() throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 16);
        Loopback loopback = new Loopback(server);
        Thread.ofVirtual().name("browser-comes-back").start(loopback::accept);
        return loopback;
    }

    /** Where the provider is to send the browser. */
    URI redirect() {
        return URI.create("http://" + authority + PATH);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (connections.incrementAndGet() > MOST_CONNECTIONS) {
                    socket.close();
                    arrival.completeExceptionally(
                            new IOException("too many connections came that were not the browser"));
                    return;
                }
                // Browsers open connections that they never use: none may hold up the next.
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try {
            socket.setSoTimeout(READ_MILLIS);
            String[] lines = head(socket.getInputStream()).split("\r\n", -1);
            String[] words = lines[0].split(" ", -1);
            boolean isOurs = words.length == 3
                    && words[0].equals("GET")
                    && (words[1].equals(PATH) || words[1].startsWith(PATH + "?"))
                    && isForUs(lines);
            if (isOurs && taken.compareAndSet(false, true)) {
                server.close();
                arrival.complete(new Arrival(URI.create("http://" + authority + words[1]), socket));
                return;
            }
            Page.NOTHING_HERE.write(socket);
        } catch (IOException | IllegalArgumentException e) {
            // Whoever that was: it was not the browser.
            close(socket);
        }
    }

    /** A page that some site makes this name resolve to (DNS rebinding) says so in its Host. */
    private boolean isForUs(String[] lines) {
        int hosts = 0;
        boolean isRight = false;
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0 && lines[i].substring(0, colon).equalsIgnoreCase("host")) {
                hosts++;
                isRight = lines[i].substring(colon + 1).strip().equals(authority);
            }
        }
        return hosts == 1 && isRight;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int c = in.read();
            if (c < 0 || head.length() >= LONGEST_HEAD) {
                throw new IOException("no request");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    /**
     * Waits for the browser.
     *
     * @throws IOException when it did not come in time, or the wait was ended
     */
    Arrival await(Duration limit) throws IOException {
        try {
            return arrival.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("nobody signed in with the browser in " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause == null ? "it was given up" : String.valueOf(cause.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // There is nobody to tell, and the socket is gone either way.
            return;
        }
    }

    /** Nothing listens any more; who waits is told. */
    @Override
    public void close() {
        arrival.completeExceptionally(new IOException("another sign-in took its place"));
        try {
            server.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The one request: its address with the provider's answer, and the browser that waits for a page. */
    record Arrival(URI address, Socket browser) implements AutoCloseable {
        /** Tells the browser what came of it; one that has gone away is not missed. */
        void show(Page page) {
            try {
                page.write(browser);
            } catch (IOException e) {
                close();
            }
        }

        @Override
        public void close() {
            Loopback.close(browser);
        }
    }

    /** What the browser shows at the end: plain, without script, and never kept. */
    record Page(int status, String title, String text) {
        static final Page NOTHING_HERE = new Page(404, "Nothing here", "This address was good for one sign-in.");

        void write(Socket browser) throws IOException {
            byte[] body = ("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escaped(title)
                            + " - Bulkhead</title></head><body><h1>" + escaped(title) + "</h1><p>" + escaped(text)
                            + "</p></body></html>\n")
                    .getBytes(StandardCharsets.UTF_8);
            String head = "HTTP/1.1 " + status + (status == 200 ? " OK" : " Not Found")
                    + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + body.length
                    + "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff"
                    + "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'"
                    + "\r\nConnection: close\r\n\r\n";
            try (browser) {
                browser.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                browser.getOutputStream().write(body);
                browser.getOutputStream().flush();
                browser.shutdownOutput();
            }
        }

        private static String escaped(String text) {
            return text.replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&quot;");
        }
    }
}
