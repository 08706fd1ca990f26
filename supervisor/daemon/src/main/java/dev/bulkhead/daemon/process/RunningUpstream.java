package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One process of an upstream, from the tenant server's wish to its end. Safe for any thread; {@link #stop} and {@link #kill}
 * do not wait.
 *
 * <p>Three threads of its own: one starts it, then carries its stdout to its lane and tells of its end; one carries the lane
 * to its stdin; one reads its stderr for the log. So whatever it does or does not, it holds up itself alone.
 */
public final class RunningUpstream {
    private static final Logger LOG = LoggerFactory.getLogger(RunningUpstream.class);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final byte[] END = new byte[0];

    /**
     * Who wants it.
     *
     * @param request the number of the tenant server's wish
     * @param lane the session's
     */
    record For(long request, int lane, String session) {}

    private final Upstreams upstreams;
    private final TenantProcess process;
    private final UpstreamStarts starts;
    private final UpstreamOrder order;
    private final For wanted;
    /** Bounded by the lane's credit. */
    private final BlockingQueue<byte[]> input = new LinkedBlockingQueue<>();

    private volatile String why = "";
    private volatile String lastWords = "";
    private volatile @Nullable Thread stderr;
    private volatile long pid;

    /** Guarded by this. */
    private @Nullable Sandboxed sandboxed;

    private volatile @Nullable Lane lane;
    private volatile boolean ended;

    RunningUpstream(
            Upstreams upstreams, TenantProcess process, UpstreamStarts starts, UpstreamOrder order, For wanted) {
        this.upstreams = upstreams;
        this.process = process;
        this.starts = starts;
        this.order = order;
        this.wanted = wanted;
    }

    UpstreamOrder order() {
        return order;
    }

    public String name() {
        return order.name();
    }

    int sessionLane() {
        return wanted.lane();
    }

    /** As the kernel numbers it outside; 0 while it starts. */
    public long pid() {
        return pid;
    }

    void begin() {
        thread("upstream-" + process.tenant() + "-" + order.name(), this::run);
    }

    private Thread thread(String name, Runnable body) {
        return Thread.ofPlatform().daemon().name(name).start(() -> {
            MDC.put("tenant", process.tenant().value());
            body.run();
        });
    }

    private void run() {
        int number = 0;
        try {
            UpstreamStarts.Proven proven = starts.start(process, order, this::begun, this::kill);
            pid = proven.sandboxed().pid();
            started(proven);
            number = open(proven.sandboxed());
            carry(proven.sandboxed(), number);
        } catch (IOException | SandboxUnavailableException | RuntimeException e) {
            kill("");
            upstreams.ended(this, number);
            if (number == 0) {
                failed(e instanceof RuntimeException ? "an error of ours: " + e : String.valueOf(e.getMessage()));
            }
        } finally {
            ended = true;
            upstreams.ended(this, number);
        }
    }

    private void begun(Sandboxed begun) {
        synchronized (this) {
            sandboxed = begun;
        }
        stderr = thread("stderr-" + process.tenant() + "-" + order.name(), () -> readStderr(begun));
        if (!why.isEmpty()) {
            begun.kill();
        }
    }

    private void started(UpstreamStarts.Proven proven) throws IOException {
        starts.record(
                process.tenant(),
                EventType.UPSTREAM_STARTED,
                ResultStatus.SUCCESS,
                wanted.session(),
                order.name() + ", pid " + pid + ", self-test " + proven.selfTest() + ", era "
                        + starts.eras().of(process.tenant(), order.id()).orElse("not known yet"));
    }

    private int open(Sandboxed running) throws IOException {
        Lane opened = process.openForUpstream(new LaneListener() {
            @Override
            public void received(byte[] bytes) {
                input.add(bytes);
            }

            @Override
            public void ended(String because) {
                input.add(END);
            }
        });
        upstreams.onLane(opened.number(), this);
        lane = opened;
        process.say(ControlMessages.started(wanted.request(), opened.number()));
        thread(
                "stdin-" + process.tenant() + "-" + order.name(),
                () -> writeStdin(running.streams().in(), opened));
        if (!why.isEmpty()) {
            running.kill();
        }
        return opened.number();
    }

    /** Its stdout until it ends, and then the word that it has. */
    private void carry(Sandboxed running, int number) {
        Lane carries = lane;
        if (carries == null) {
            return;
        }
        String end;
        try {
            try {
                pump(running.streams().out(), carries);
            } catch (IOException e) {
                kill(why.isEmpty() ? "nobody took what it said" : why);
                LOG.info("{}: what it said could not be carried on: {}", order.name(), e.getMessage());
            }
            awaitLastWords();
            running.streams().outputIsRead();
            int status = running.awaitEnd(GRACE);
            end = why.isEmpty() ? "exit status " + status : why;
        } catch (IOException e) {
            end = String.valueOf(e.getMessage());
        }
        process.forget(carries);
        input.add(END);
        try {
            starts.record(
                    process.tenant(),
                    EventType.UPSTREAM_ENDED,
                    ResultStatus.SUCCESS,
                    wanted.session(),
                    order.name() + ", pid " + pid + ", " + end);
        } catch (IOException e) {
            LOG.error("the end of {} could not be recorded: {}", order.name(), e.getMessage());
        }
        // Before the word: who hears it may ask for the next one.
        upstreams.ended(this, number);
        process.say(ControlMessages.ended(number, withLastWords(end)));
    }

    private static void pump(InputStream from, Lane to) throws IOException {
        byte[] part = new byte[32 * 1024];
        while (true) {
            int read;
            try {
                read = from.read(part);
            } catch (IOException e) {
                return; // Its end closes the pipe under the reader.
            }
            if (read < 0) {
                return;
            }
            to.send(part, 0, read);
        }
    }

    /** Its stderr ends with it; who reads that can be a moment behind, and what is not read when it is reaped is lost. */
    private void awaitLastWords() {
        Thread reads = stderr;
        try {
            if (reads != null && why.isEmpty() && !reads.join(LAST_WORDS)) {
                LOG.debug("{} keeps its stderr open", order.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For who asked for it, and not for the audit: what a program of others says may be anything. */
    private String withLastWords(String end) {
        boolean wanted = !why.isEmpty() || end.equals("exit status 0") || lastWords.isEmpty();
        return wanted ? end : end + "; it said last: " + lastWords;
    }

    private void writeStdin(OutputStream in, Lane from) {
        boolean open = true;
        try (in) {
            for (byte[] bytes = input.take(); bytes != END; bytes = input.take()) {
                open = open && write(in, bytes);
                from.taken(bytes.length);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("stdin of {} closed: {}", order.name(), e.getMessage());
        }
    }

    /** Returns false when it reads no more: what is meant for it is thrown away until its end is known. */
    private static boolean write(OutputStream in, byte[] bytes) {
        try {
            in.write(bytes);
            in.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void readStderr(Sandboxed running) {
        try {
            BoundedLines.read(running.streams().err(), line -> {
                String clean = BoundedLines.printable(process.owner().forLog(line));
                LOG.warn("server {} stderr: {}", order.name(), clean);
                if (!clean.isBlank()) {
                    lastWords = clean.length() > 200 ? clean.substring(0, 200) + "…" : clean;
                }
            });
        } catch (IOException e) {
            LOG.debug("stderr of {} ended: {}", order.name(), e.getMessage());
        }
    }

    private void failed(String because) {
        String sentence = BoundedLines.printable(process.owner().forLog(because));
        LOG.warn("server {} was not started: {}", order.name(), sentence);
        try {
            starts.record(
                    process.tenant(),
                    EventType.UPSTREAM_FAILED,
                    ResultStatus.ERROR,
                    wanted.session(),
                    order.name() + ": " + sentence);
        } catch (IOException e) {
            LOG.error("and this could not be recorded: {}", e.getMessage());
        }
        awaitLastWords();
        process.say(ControlMessages.failed(wanted.request(), withLastWords(sentence)));
    }

    /** Ends it as MCP over stdio says: its stdin is closed, and what does not end then is killed. */
    void stop(String because) {
        if (why.isEmpty()) {
            why = because;
        }
        input.add(END);
        starts.later(GRACE, () -> {
            if (!ended) {
                kill(because);
            }
        });
    }

    /** Ends it and everything in its sandbox, at once. */
    void kill(String because) {
        if (why.isEmpty()) {
            why = because;
        }
        Sandboxed there;
        synchronized (this) {
            there = sandboxed;
        }
        if (there != null) {
            there.kill();
        }
        Lane waits = lane;
        if (waits != null) {
            waits.abandon(because);
        }
    }
}
