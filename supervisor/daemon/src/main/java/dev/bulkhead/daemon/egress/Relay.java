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
    static final byte[] ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_END = {'\r', '\n'};

    private final Ends ends;
    private final Wire client;
    private final ChannelInput fromClient;
    private final Wire origin;
    private final Traffic traffic;
    private final Deadline deadline;
    private final Searches searches;
    private final AtomicReference<End> end = new AtomicReference<>();

    /** The two channels, for breaking them off. */
    record Ends(SocketChannel client, SocketChannel origin) {}

    /** What must not pass: on the way out, and on the way in. */
    record Searches(WordSearch out, WordSearch in) {}

    /**
     * @param client what is written to it
     * @param fromClient what it sends, and has sent
     */
    Relay(
            Ends ends,
            Wire client,
            ChannelInput fromClient,
            Wire origin,
            Traffic traffic,
            Deadline deadline,
            Searches searches) {
        this.ends = ends;
        this.client = client;
        this.fromClient = fromClient;
        this.origin = origin;
        this.traffic = traffic;
        this.deadline = deadline;
        this.searches = searches;
    }

    /** Why it ended, or {@code otherwise} when nobody has said. */
    End endOr(End otherwise) {
        return Objects.requireNonNullElse(end.get(), otherwise);
    }

    /** Ends the connection; the first to say why is believed. Does not block. */
    void end(End why) {
        end.compareAndSet(null, why);
        Dialer.close(ends.origin());
        Dialer.close(ends.client());
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
                Until.BOTH);
    }

    /**
     * Passes one request and its answer; whatever follows the request stays unread.
     *
     * @param head as it goes to the origin
     */
    End forward(byte[] head, Forward request) throws InterruptedException {
        return both(
                () -> {
                    send(head, origin, Way.OUT);
                    body(request.body());
                },
                () -> answer(request.method()),
                Until.ANSWERED);
    }

    private enum Until {
        BOTH,
        ANSWERED
    }

    private End both(Part up, Part down, Until until) throws InterruptedException {
        Thread sender = Thread.ofVirtual().name("egress-up").start(() -> run(up));
        run(down);
        if (until == Until.ANSWERED) {
            end(End.DONE);
        }
        sender.join();
        end(End.DONE);
        return endOr(End.DONE);
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
            byte[] bytes = head.text().getBytes(StandardCharsets.ISO_8859_1);
            if (searches.in().finds(ByteBuffer.wrap(bytes))) {
                toClient(Refusal.unreachable("the answer holds the credential itself", "ask for something else")
                        .answer());
                throw ended(End.ECHO);
            }
            send(bytes, client, Way.IN);
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

    private long copy(Source from, End fromBroken, Wire to, Way way, long most) throws EndedException {
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
            pass(searched(piece.flip(), way), to, way);
        }
        if (way == Way.IN) {
            pass(searches.in().rest(), to, way);
        }
        return copied;
    }

    /** Returns what may go on; on the way in, an end that a credential begins with waits for what follows. */
    private ByteBuffer searched(ByteBuffer piece, Way way) throws EndedException {
        WordSearch search = way == Way.OUT ? searches.out() : searches.in();
        if (search.finds(piece)) {
            throw ended(way == Way.OUT ? End.LEAK : End.ECHO);
        }
        // What goes out is not held back: it is no credential, and a tunnel's other end would wait for it.
        return way == Way.OUT ? piece : search.released(piece);
    }

    private void send(byte[] bytes, Wire to, Way way) throws EndedException {
        pass(ByteBuffer.wrap(bytes), to, way);
    }

    private void pass(ByteBuffer piece, Wire to, Way way) throws EndedException {
        if (!traffic.passes(way, piece.remaining())) {
            throw ended(End.BYTES);
        }
        write(piece, to, way);
    }

    /** An answer of our own, which costs nobody's bytes. */
    private void toClient(byte[] bytes) throws EndedException {
        write(ByteBuffer.wrap(bytes), client, Way.IN);
    }

    private void write(ByteBuffer piece, Wire to, Way way) throws EndedException {
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

    private void shutdownOutput(Wire to, Way way) throws EndedException {
        try {
            to.endOutput();
        } catch (IOException e) {
            throw way == Way.OUT ? new EndedException() : ended(End.LEFT);
        }
    }

    private EndedException ended(End why) {
        end(why);
        return new EndedException();
    }
}
