package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.egress.ProxyRequest.Body;
import dev.bulkhead.daemon.egress.ProxyRequest.Forward;
import dev.bulkhead.daemon.egress.Traffic.Way;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moves the bytes of one connection between an upstream and an origin. One thread calls {@link #tunnel} or {@link #forward};
 * {@link #end} is safe for any.
 */
final class Relay {
    private static final int PIECE = 16 * 1024;
    private static final int LONGEST_CHUNK_LINE = 256;
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})[ \t]*(;.*)?");
    private static final byte[] ESTABLISHED =
            "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_END = {'\r', '\n'};

    private final SocketChannel client;
    private final ChannelInput fromClient;
    private final SocketChannel origin;
    private final Traffic traffic;
    private final Deadline deadline;
    private final AtomicReference<End> end = new AtomicReference<>();

    Relay(SocketChannel client, ChannelInput fromClient, SocketChannel origin, Traffic traffic, Deadline deadline) {
        this.client = client;
        this.fromClient = fromClient;
        this.origin = origin;
        this.traffic = traffic;
        this.deadline = deadline;
    }

    /** Ends the connection; the first to say why is believed. Does not block. */
    void end(End why) {
        end.compareAndSet(null, why);
        Dialer.close(origin);
        Dialer.close(client);
    }

    /** Thrown inside, after {@link #end}, to leave what was being done. */
    private static final class EndedException extends Exception {
        private static final long serialVersionUID = 1L;

        EndedException() {
            super(null, null, false, false);
        }
    }

    @FunctionalInterface
    private interface Source {
        int read(ByteBuffer into) throws IOException;
    }

    @FunctionalInterface
    private interface Part {
        void run() throws EndedException;
    }

    /** Passes bytes both ways until both ends have ended theirs. */
    End tunnel() throws InterruptedException {
        return both(
                () -> {
                    copy(fromClient::read, End.LEFT, origin, Way.OUT, Long.MAX_VALUE);
                    shutdownOutput(origin, Way.OUT);
                },
                () -> {
                    toClient(ESTABLISHED);
                    copy(origin::read, End.BROKEN, client, Way.IN, Long.MAX_VALUE);
                    shutdownOutput(client, Way.IN);
                },
                Ends.WITH_BOTH);
    }

    /** Passes one request and its answer; whatever follows the request stays unread. */
    End forward(Forward request) throws InterruptedException {
        return both(
                () -> {
                    send(request.head().getBytes(StandardCharsets.ISO_8859_1), origin, Way.OUT);
                    body(request.body());
                },
                () -> answer(request.method()),
                Ends.WITH_THE_ANSWER);
    }

    private enum Ends {
        WITH_BOTH,
        WITH_THE_ANSWER
    }

    private End both(Part up, Part down, Ends ends) throws InterruptedException {
        Thread sender = Thread.ofVirtual().name("egress-up").start(() -> run(up));
        run(down);
        if (ends == Ends.WITH_THE_ANSWER) {
            end(End.DONE);
        }
        sender.join();
        end(End.DONE);
        return Objects.requireNonNullElse(end.get(), End.DONE);
    }

    private static void run(Part part) {
        try {
            part.run();
        } catch (EndedException e) {
            // Whoever threw it has said why, and closed both.
        }
    }

    private void body(Body body) throws EndedException {
        if (body.length().isPresent()) {
            exactly(body.length().getAsLong());
        }
        if (body.chunked()) {
            chunks();
        }
    }

    private void exactly(long length) throws EndedException {
        if (copy(fromClient::read, End.LEFT, origin, Way.OUT, length) < length) {
            throw ended(End.LEFT);
        }
    }

    /** RFC 9112 §7.1. Framed anew: the origin sees sizes of ours, no extension and no trailer. */
    private void chunks() throws EndedException {
        long length;
        do {
            Matcher line = CHUNK.matcher(line(LONGEST_CHUNK_LINE));
            if (!line.matches()) {
                throw ended(End.MALFORMED);
            }
            length = Long.parseLong(line.group(1), 16);
            send((Long.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII), origin, Way.OUT);
            if (length > 0) {
                exactly(length);
                if (!line(0).isEmpty()) {
                    throw ended(End.MALFORMED);
                }
                send(LINE_END, origin, Way.OUT);
            }
        } while (length > 0);
        int trailer = 0;
        for (String line = line(ChannelInput.LONGEST_HEAD / 2); !line.isEmpty(); ) {
            trailer += line.length();
            if (trailer > ChannelInput.LONGEST_HEAD) {
                throw ended(End.MALFORMED);
            }
            line = line(ChannelInput.LONGEST_HEAD / 2);
        }
        send(LINE_END, origin, Way.OUT);
    }

    private String line(int most) throws EndedException {
        try {
            return fromClient.line(most);
        } catch (MalformedHeadException e) {
            throw ended(End.MALFORMED);
        } catch (IOException e) {
            throw ended(End.LEFT);
        }
    }

    private void answer(String method) throws EndedException {
        ChannelInput fromOrigin = new ChannelInput(origin);
        ResponseHead head;
        do {
            head = responseHead(fromOrigin, method);
            send(head.text().getBytes(StandardCharsets.ISO_8859_1), client, Way.IN);
        } while (!head.isLast());
        copy(fromOrigin::read, End.BROKEN, client, Way.IN, head.bodyLength().orElse(Long.MAX_VALUE));
        shutdownOutput(client, Way.IN);
    }

    private ResponseHead responseHead(ChannelInput fromOrigin, String method) throws EndedException {
        try {
            byte[] head = fromOrigin.head();
            deadline.touch();
            if (head != null) {
                return ResponseHead.read(head, method);
            }
        } catch (MalformedHeadException e) {
            toClient(Refusal.unreachable("the answer is no HTTP/1.1", "check the URL")
                    .answer());
            throw ended(End.BROKEN);
        } catch (IOException e) {
            throw ended(End.BROKEN);
        }
        toClient(Refusal.unreachable("the other end closed without an answer", "try again")
                .answer());
        throw ended(End.BROKEN);
    }

    private long copy(Source from, End fromBroken, SocketChannel to, Way way, long most) throws EndedException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        long copied = 0;
        while (copied < most) {
            piece.clear().limit((int) Math.min(PIECE, most - copied));
            int read;
            try {
                read = from.read(piece);
            } catch (IOException e) {
                throw ended(fromBroken);
            }
            if (read < 0) {
                break;
            }
            copied += read;
            pass(piece.flip(), to, way);
        }
        return copied;
    }

    private void send(byte[] bytes, SocketChannel to, Way way) throws EndedException {
        pass(ByteBuffer.wrap(bytes), to, way);
    }

    private void pass(ByteBuffer piece, SocketChannel to, Way way) throws EndedException {
        if (!traffic.passes(way, piece.remaining())) {
            throw ended(End.BYTES);
        }
        write(piece, to, way);
    }

    /** An answer of our own, which costs nobody's bytes. */
    private void toClient(byte[] bytes) throws EndedException {
        write(ByteBuffer.wrap(bytes), client, Way.IN);
    }

    private void write(ByteBuffer piece, SocketChannel to, Way way) throws EndedException {
        try {
            while (piece.hasRemaining()) {
                to.write(piece);
                deadline.touch();
            }
        } catch (IOException e) {
            if (way == Way.OUT) {
                // It may have answered before it stopped listening: the other direction will tell.
                throw new EndedException();
            }
            throw ended(End.LEFT);
        }
    }

    private void shutdownOutput(SocketChannel to, Way way) throws EndedException {
        try {
            to.shutdownOutput();
        } catch (IOException e) {
            throw way == Way.OUT ? new EndedException() : ended(End.LEFT);
        }
    }

    private EndedException ended(End why) {
        end(why);
        return new EndedException();
    }
}
