package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.process.Lane;
import dev.bulkhead.daemon.process.LaneListener;
import dev.bulkhead.protocol.line.LineBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A session's lane to one tenant server, numbered, so that what a server that is gone still had to say is told from the new one's. */
final class Link implements LaneListener {
    private final long number;
    private final Outbound outbound;
    private final HostWriter writer;
    private final LineBuffer lines = new LineBuffer();
    private volatile @Nullable Lane lane;

    Link(long number, Outbound outbound, HostWriter writer) {
        this.number = number;
        this.outbound = outbound;
        this.writer = writer;
    }

    long number() {
        return number;
    }

    void lane(Lane opened) {
        lane = opened;
    }

    /** Null for the moment between asking for the lane and having it. */
    @Nullable
    Lane lane() {
        return lane;
    }

    /**
     * Sends a line, with its LF, to the server that this lane leads to and to no other: the ledger's calls are of one link.
     *
     * @throws IOException when the lane has ended
     */
    void send(byte[] bytes, int start, int lengthWithLf) throws IOException {
        Lane there = lane;
        if (there == null) {
            throw new IOException("the tenant server has ended");
        }
        there.send(bytes, start, lengthWithLf);
    }

    /** The server's lines; for who has the writer's turn. */
    LineBuffer lines() {
        return lines;
    }

    @Override
    public void received(byte[] bytes) {
        if (!writer.atOnce(this, bytes)) {
            outbound.add(new Outbound.Received(this, bytes));
        }
    }

    @Override
    public void ended(String why) {
        outbound.add(new Outbound.Ended(this, why));
    }
}
