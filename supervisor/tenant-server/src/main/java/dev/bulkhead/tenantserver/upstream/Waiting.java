package dev.bulkhead.tenantserver.upstream;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.bridge.Messages;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The host's lines that wait for the handshake: up to {@value #MOST_BYTES} bytes, and always one. One thread at a time. */
final class Waiting {
    private static final int MOST_BYTES = 8 * 1024 * 1024;
    private static final int AROUND = 128;

    /** A line, and what is needed to answer it when the upstream never comes. */
    static final class Line {
        final byte[] bytes;
        final String key;
        final String method;
        final byte @Nullable [] id;

        Line(RpcLine line, byte[] bytes) {
            this.bytes = bytes;
            this.key = line.idKey();
            this.method = line.method();
            Span span = line.id();
            this.id = line.kind() == RpcLine.Kind.REQUEST && span != null ? span.copy() : null;
        }
    }

    private final ArrayDeque<Line> lines = new ArrayDeque<>();
    private long size;

    /** False when it does not fit. */
    boolean add(Line line) {
        if (!lines.isEmpty() && size + line.bytes.length + AROUND > MOST_BYTES) {
            return false;
        }
        lines.add(line);
        size += line.bytes.length + AROUND;
        return true;
    }

    /** Forgets the request that {@code notifications/cancelled} names: nobody has seen it. False when there is none. */
    boolean cancel(RpcLine cancelled) {
        String key = Messages.key(cancelled.inner("requestId"));
        for (Iterator<Line> each = lines.iterator(); each.hasNext(); ) {
            Line line = each.next();
            if (line.id != null && line.key.equals(key)) {
                each.remove();
                size -= line.bytes.length + AROUND;
                return true;
            }
        }
        return false;
    }

    @Nullable
    Line poll() {
        Line line = lines.poll();
        if (line != null) {
            size -= line.bytes.length + AROUND;
        }
        return line;
    }
}
