package dev.bulkhead.tenantserver.pipe;

import dev.bulkhead.protocol.frame.FrameWriter;
import dev.bulkhead.protocol.frame.Frames;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.lane.LineReader;
import dev.bulkhead.tenantserver.upstream.Wire;
import dev.bulkhead.tenantserver.upstream.WireListener;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One process of an upstream: its stdio as a lane of the pipe. What goes to it waits here while there is no credit, so that
 * nobody else does; what comes from it is read on a thread of its own. Safe for any thread.
 */
final class UpstreamLane implements Wire {
    /** What may wait for a process that does not read: the longest line, twice. */
    private static final long MOST_WAITING = 2L * Json.MAX_LINE;

    private static final int GRANT = 256 * 1024;
    private static final int STACK = 256 * 1024;

    private final String name;
    private final WireListener listener;
    private final FrameWriter frames;
    private final ControlWriter control;
    private final Fatal fatal;

    // All below: under this object's monitor.
    private final ArrayDeque<byte[]> outbound = new ArrayDeque<>();
    private final ArrayDeque<byte[]> inbound = new ArrayDeque<>();
    private long waiting;
    private int sentOfFirst;
    private int number;
    private long credit = Frames.INITIAL_CREDIT;
    private long mayCome = Frames.INITIAL_CREDIT;
    private int notGranted;
    private boolean isClosed;
    private @Nullable String end;

    UpstreamLane(String name, WireListener listener, FrameWriter frames, ControlWriter control, Fatal fatal) {
        this.name = name;
        this.listener = listener;
        this.frames = frames;
        this.control = control;
        this.fatal = fatal;
        Thread thread = new Thread(null, this::read, "upstream-" + name, STACK, false);
        thread.setDaemon(true);
        thread.start();
    }

    /** The process runs: its stdio is lane {@code lane}. */
    synchronized void started(int lane) {
        number = lane;
        if (isClosed) {
            stop();
        } else {
            drain();
        }
    }

    @Override
    public synchronized void send(byte[] line) throws IOException {
        if (end != null || isClosed) {
            throw new IOException("server '" + name + "' has ended");
        }
        if (waiting + line.length + 1 > MOST_WAITING) {
            throw new IOException("server '" + name + "' does not read what is sent to it");
        }
        outbound.add(line);
        outbound.add(new byte[] {'\n'});
        waiting += line.length + 1;
        drain();
    }

    synchronized void grant(long bytes) {
        credit = Math.min(credit + bytes, Integer.MAX_VALUE);
        drain();
    }

    /** Sends what there is credit for; the supervisor always reads, so this does not wait. */
    private void drain() {
        while (number != 0 && credit > 0 && !outbound.isEmpty()) {
            byte[] first = outbound.getFirst();
            int part = (int) Math.min(credit, Math.min(first.length - sentOfFirst, Frames.MAX_PAYLOAD));
            try {
                frames.write(number, first, sentOfFirst, part);
            } catch (IOException e) {
                fatal.pipeBroken(e);
                return;
            }
            credit -= part;
            waiting -= part;
            sentOfFirst += part;
            if (sentOfFirst == first.length) {
                outbound.removeFirst();
                sentOfFirst = 0;
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            outbound.clear();
            stop();
        }
    }

    private void stop() {
        if (number != 0 && end == null) {
            try {
                control.stop(number);
            } catch (IOException e) {
                fatal.pipeBroken(e);
            }
        }
    }

    /** Takes bytes that came; never waits. What is beyond the credit ends the process. */
    synchronized void offer(byte[] bytes) {
        mayCome -= bytes.length;
        if (mayCome < 0) {
            close();
        } else if (!isClosed) {
            inbound.add(bytes);
            notifyAll();
        }
    }

    /** Nothing more comes. */
    synchronized void ended(String why) {
        end = why;
        notifyAll();
    }

    private void read() {
        LineReader lines = new LineReader(Json.MAX_LINE);
        try {
            for (byte[] chunk = next(); chunk != null; chunk = next()) {
                lines.feed(chunk);
                for (LineReader.Found found = lines.next();
                        found != LineReader.Found.NEEDS_MORE;
                        found = lines.next()) {
                    if (found == LineReader.Found.TOO_LONG) {
                        listener.tooLong();
                    } else {
                        listener.line(lines.line(), lines.from(), lines.to());
                        lines.forget();
                    }
                }
                taken(chunk.length);
            }
        } catch (InterruptedException e) {
            close();
        } catch (IOException e) {
            fatal.pipeBroken(e);
        } finally {
            listener.ended(why());
        }
    }

    private synchronized String why() {
        return end == null ? "it was stopped" : end;
    }

    private synchronized byte @Nullable [] next() throws InterruptedException {
        while (inbound.isEmpty() && end == null) {
            wait();
        }
        return inbound.poll();
    }

    private void taken(int bytes) throws IOException {
        int granted;
        synchronized (this) {
            notGranted += bytes;
            if (notGranted < GRANT) {
                return;
            }
            granted = notGranted;
            notGranted = 0;
            mayCome += granted;
        }
        control.credit(number, granted);
    }
}
