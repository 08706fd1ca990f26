package dev.bulkhead.tenantserver.upstream;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.tenantserver.bridge.Bridge;
import dev.bulkhead.tenantserver.bridge.Messages;
import dev.bulkhead.tenantserver.bridge.Said;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An upstream over its processes: not started, shaking hands, open, or left alone for a while after it ended. All state is under
 * one lock that is held while nobody waits; what the owner is to hear goes through the {@link Outbox}.
 */
public final class UpstreamPort implements Port {
    private enum State {
        IDLE,
        SHAKING,
        OPEN,
        PAUSED,
        CLOSED
    }

    private final String name;
    private final HostSide host;
    private final boolean isModernHost;
    private final Wires wires;
    private final ScheduledExecutorService timers;
    private final Outbox outbox;
    private final ReentrantLock lock = new ReentrantLock();

    // All below: under the lock.
    private final RpcScanner scanner = new RpcScanner();
    private final Said said = new Said();
    private final Absent absent;
    private final Pause pause = new Pause();
    private State state = State.IDLE;
    private @Nullable String knownEra;
    private @Nullable Link link;
    private @Nullable Handshake handshake;
    private @Nullable Bridge bridge;
    private String why = "";

    private UpstreamPort(
            String name,
            HostSide host,
            @Nullable String knownEra,
            Wires wires,
            PortOwner owner,
            ScheduledExecutorService timers) {
        this.name = name;
        this.host = host;
        this.isModernHost = host instanceof HostSide.Modern;
        this.knownEra = knownEra;
        this.wires = wires;
        this.timers = timers;
        this.outbox = new Outbox("port-" + name, owner);
        this.absent = new Absent(name, isModernHost, said, new Voice());
    }

    /**
     * Returns a port to the upstream {@code name}; no process is started before the first {@link #send}.
     *
     * @param knownEra {@code legacy} or {@code modern}, as {@link PortOwner#verdict} once said, or null
     * @param timers never waits for anything that runs on it
     */
    public static Port open(
            String name,
            HostSide host,
            @Nullable String knownEra,
            Wires wires,
            PortOwner owner,
            ScheduledExecutorService timers) {
        return new UpstreamPort(name, host, knownEra, wires, owner, timers);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(byte[] bytes) {
        lock.lock();
        try {
            take(scanner.scan(bytes, 0, bytes.length), bytes);
        } finally {
            lock.unlock();
        }
        outbox.flush();
    }

    private void take(RpcLine line, byte[] bytes) {
        try {
            Span unread = line.kind() == RpcLine.Kind.INVALID ? line.id() : null;
            if (unread != null) {
                tell(Messages.error(unread.copy(), line.errorCode(), "it cannot be read: " + line.problem()));
                return;
            }
            if (state == State.IDLE) {
                start();
            }
            Bridge open = bridge;
            if (state == State.OPEN && open != null) {
                open.fromHost(line, bytes);
            } else if (state == State.SHAKING) {
                absent.hold(line, bytes);
            } else if (state == State.PAUSED) {
                absent.whileDown(new Waiting.Line(line, bytes), line);
            }
        } catch (IllegalArgumentException e) {
            Span id = line.id();
            if (line.kind() == RpcLine.Kind.REQUEST && id != null) {
                tell(Messages.error(id.copy(), McpErrors.INVALID_PARAMS, "it cannot be used: " + e.getMessage()));
            }
        }
    }

    private final class Voice implements Absent.Sentences {
        @Override
        public void tell(byte[] line) {
            UpstreamPort.this.tell(line);
        }

        @Override
        public void dropped(String what) {
            UpstreamPort.this.dropped(what);
        }

        @Override
        public String down() {
            return "the server '" + name + "' is not running (" + why + "); it is started again in "
                    + pause.left(System.nanoTime());
        }
    }

    private void start() {
        state = State.SHAKING;
        String own = "bulkhead-";
        Handshake shaking = new Handshake(host, knownEra, own, new Shaking());
        handshake = shaking;
        openLink();
        shaking.start();
    }

    private void openLink() {
        Link opened = new Link(this);
        link = opened;
        opened.open(wires);
    }

    /** What a handshake asks for, under the lock. */
    private final class Shaking implements Handshake.Steps {
        @Override
        public void send(byte[] line) {
            Link open = link;
            try {
                if (open != null) {
                    open.send(line);
                }
            } catch (IOException e) {
                dropped("the handshake could not be sent: " + e.getMessage()); // Its end, or silence, is told apart.
            }
        }

        @Override
        public void respawn() {
            Link old = link;
            if (old != null) {
                old.close();
            }
            openLink();
        }

        @Override
        public void wake(long millis, int mark) {
            Handshake asking = handshake;
            later(millis, new Runnable() {
                @Override
                public void run() {
                    if (asking != null && asking == handshake) {
                        asking.silent(mark);
                    }
                }
            });
        }

        @Override
        public void ready(boolean isModern, Span result) {
            opened(isModern, result);
        }

        @Override
        public void failed(String reason) {
            down("it could not be started: " + reason);
        }

        @Override
        public void verdict(String era) {
            knownEra = era;
            outbox.add(new Events.Verdict(UpstreamPort.this, era));
        }
    }

    private void opened(boolean isModern, Span result) {
        Link open = link;
        if (open == null) {
            return;
        }
        handshake = null;
        state = State.OPEN;
        pause.served(System.nanoTime());
        if (!isModern) {
            if (Opening.isOfBatches(result)) {
                open.splitBatches();
            }
            new Shaking().send(Messages.notification("notifications/initialized", null));
            knownEra = knownEra == null && isModernHost ? "legacy" : knownEra;
        }
        PortEnds ends = new PortEnds(this, open, outbox);
        Opening opening = Opening.of(host, isModern, result, said, ends);
        Bridge made = opening.bridge();
        bridge = made;
        outbox.add(new Events.Ready(this, opening.capabilities(), opening.instructions()));
        made.started();
        for (Waiting.Line held = absent.poll(); held != null; held = absent.poll()) {
            made.fromHost(scanner.scan(held.bytes, 0, held.bytes.length), held.bytes);
        }
    }

    void fromUpstream(Link from, RpcLine line, byte[] bytes, int start, int end) {
        lock.lock();
        try {
            if (from != link) {
                return;
            }
            Handshake shaking = handshake;
            Bridge open = bridge;
            Span id = line.id();
            if (line.kind() == RpcLine.Kind.INVALID || line.kind() == RpcLine.Kind.BATCH) {
                noise(from, "a message that cannot be read: " + line.problem());
                if (open != null && id != null && line.member("method") == null) {
                    open.unreadable(line.idKey(), "the server's answer cannot be read: " + line.problem());
                }
            } else if (open != null) {
                open.fromUpstream(line, bytes, start, end);
            } else if (shaking != null && line.kind() == RpcLine.Kind.RESPONSE) {
                shaking.answer(line);
            } else if (line.kind() == RpcLine.Kind.REQUEST && line.method().equals("ping") && id != null) {
                new Shaking().send(Messages.emptyResult(id.copy()));
            }
        } catch (IllegalArgumentException e) {
            noise(from, "a message that cannot be used: " + e.getMessage());
        } finally {
            lock.unlock();
        }
        outbox.drain();
    }

    void ended(Link which, String reason) {
        if (lock.isHeldByCurrentThread()) {
            later(0, () -> endedNow(which, reason)); // Told while it was being started.
            return;
        }
        lock.lock();
        try {
            endedNow(which, reason);
        } finally {
            lock.unlock();
        }
        outbox.drain();
    }

    private void endedNow(Link which, String reason) {
        if (which != link) {
            return;
        }
        Handshake shaking = handshake;
        if (shaking != null) {
            shaking.ended(reason);
        } else {
            down(reason);
        }
    }

    /** The process is of no use any more: everything open is answered, and the next start is set. */
    private void down(String reason) {
        Link old = link;
        Bridge open = bridge;
        link = null;
        handshake = null;
        bridge = null;
        if (old != null) {
            old.close();
        }
        why = reason;
        state = State.PAUSED;
        long millis = pause.begin(System.nanoTime());
        if (open != null) {
            open.ended("the server '" + name + "' has ended (" + reason
                    + "); whether this was carried out is not known; it is started again in "
                    + pause.left(System.nanoTime()));
        }
        absent.giveUp(scanner);
        outbox.add(new Events.Gone(this, reason));
        later(millis, () -> {
            if (state == State.PAUSED) {
                state = State.IDLE;
                if (pause.isWorthTryingUnasked()) {
                    start();
                }
            }
        });
    }

    /** Runs {@code task} under the lock, unless the port is closed by then. */
    @Nullable
    Future<?> later(long millis, Runnable task) {
        try {
            return timers.schedule(() -> locked(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return null; // Everything ends.
        }
    }

    private void locked(Runnable task) {
        lock.lock();
        try {
            if (state != State.CLOSED) {
                task.run();
            }
        } finally {
            lock.unlock();
        }
        outbox.flushElsewhere();
    }

    /** Under the lock: whether {@code which} is not the process any more. */
    boolean isOver(Link which) {
        return which != link;
    }

    private void tell(byte[] line) {
        outbox.add(new Events.Line(this, line, 0, line.length));
    }

    /** Something that is no message at all came from a process. */
    void unusable(Link from, String what) {
        lock.lock();
        try {
            noise(from, what);
        } finally {
            lock.unlock();
        }
        outbox.drain();
    }

    /** Under the lock. */
    void noise(Link from, String what) {
        if (from.isNoiseWorthTelling()) {
            dropped(what);
        }
    }

    private void dropped(String what) {
        outbox.add(new Events.Noise(this, what));
    }

    /** Returns when the owner has taken all that there was. */
    void settle() {
        outbox.drain();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            Link open = link;
            state = State.CLOSED;
            link = null;
            handshake = null;
            bridge = null;
            if (open != null) {
                open.close();
            }
            outbox.close();
        } finally {
            lock.unlock();
        }
    }
}
