package dev.bulkhead.tenantserver.upstream;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.json.Shown;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One process of an upstream, from its start to its end. Its lines are checked before they hold anybody up. */
final class Link implements WireListener {
    /** A server that talks beside the protocol does so without end. */
    private static final int MOST_NOISE = 20;

    private static final int SHOWN_BYTES = 600;

    private final UpstreamPort port;
    private final RpcScanner scanner = new RpcScanner();
    private volatile @Nullable Wire wire;
    private volatile boolean splitsBatches;
    private int noise;

    /** Messages that were sent to it and may have an answer: what it says beyond them, nobody has asked for. */
    private final AtomicInteger owed = new AtomicInteger();

    private final Unasked unasked = new Unasked();

    Link(UpstreamPort port) {
        this.port = port;
    }

    void open(Wires wires) {
        wire = wires.open(port.name(), this);
    }

    void send(byte[] line) throws IOException {
        Wire open = wire;
        if (open == null) {
            throw new IOException("the server is not started yet");
        }
        owed.incrementAndGet();
        open.send(line);
    }

    void close() {
        Wire open = wire;
        if (open != null) {
            open.close();
        }
    }

    /** It speaks revision 2025-03-26, the only one with arrays of messages. */
    void splitBatches() {
        splitsBatches = true;
    }

    /** Counts what is dropped; true when it is still worth telling. */
    boolean isNoiseWorthTelling() {
        return ++noise <= MOST_NOISE;
    }

    @Override
    public void line(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        int start = from;
        while (start < end && Json.isSpace(bytes[start])) {
            start++;
        }
        if (start == end) {
            return;
        }
        if (bytes[start] != '{' && bytes[start] != '[') {
            port.unusable(this, "not MCP: " + shown(bytes, start, end));
            pace(end - start);
            return;
        }
        RpcLine line = scanner.scan(bytes, start, end - start);
        boolean wasAskedFor = line.kind() == RpcLine.Kind.RESPONSE && owed.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        if (line.kind() == RpcLine.Kind.BATCH && splitsBatches) {
            batch(new Span(bytes, start, end - start));
            pace(end - start);
            return;
        }
        port.fromUpstream(this, line, bytes, start, end);
        if (!wasAskedFor) {
            pace(end - start);
        }
    }

    /** Holds up the thread that reads this process, and with it the process, once it has said too much unasked. */
    private void pace(long bytes) {
        long wait = unasked.take(bytes, System.nanoTime());
        if (wait > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // Whoever reads on finds it.
            }
        }
    }

    private void batch(Span array) {
        try {
            for (Span element : JsonObjects.elements(array)) {
                RpcLine line = scanner.scan(element.bytes(), element.start(), element.length());
                port.fromUpstream(this, line, element.bytes(), element.start(), element.end());
            }
        } catch (IllegalArgumentException e) {
            port.unusable(this, "a batch that cannot be taken apart: " + e.getMessage());
        }
    }

    @Override
    public void tooLong() {
        port.ended(this, "it wrote a line that is longer than " + Json.MAX_LINE / (1024 * 1024) + " MiB");
    }

    @Override
    public void ended(String why) {
        port.ended(this, why);
    }

    private static String shown(byte[] bytes, int from, int to) {
        return Shown.of(new Span(bytes, from, Math.min(to - from, SHOWN_BYTES)).raw());
    }
}
