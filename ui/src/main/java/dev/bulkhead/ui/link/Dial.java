package dev.bulkhead.ui.link;

import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.protocol.local.SupervisorSocket;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Opens connections to the supervisor of one home. Safe for any thread; each connection belongs to the thread that opened it.
 *
 * <p>The supervisor is started once when the window opens, and then only when the consultant asks for it: a window that
 * restarts what {@code bulkhead stop} stopped would be a window to fight with.
 */
public final class Dial {
    private final BulkheadHome home;
    private final Application application;
    private final AtomicBoolean startWanted = new AtomicBoolean(true);

    public Dial(BulkheadHome home, Application application) {
        this.home = home;
        this.application = application;
    }

    /** The next connection starts the supervisor, where none runs. */
    public void wantStart() {
        startWanted.set(true);
    }

    /**
     * Returns a connection that the supervisor greeted; starts it first where none runs and a start is wanted.
     *
     * @throws StartFailedException with what to do, when it cannot be started
     * @throws NotRunningException when none runs and no start was wanted
     */
    ControlClient openOrStart() throws IOException, ControlRefusedException {
        if (!startWanted.getAndSet(false)) {
            return open();
        }
        SocketChannel channel;
        try {
            channel = SupervisorSocket.connectOrStart(home, application);
        } catch (IOException e) {
            throw new StartFailedException(e);
        }
        return greet(channel);
    }

    /**
     * Returns a connection that the supervisor greeted.
     *
     * @throws NotRunningException when none runs
     */
    ControlClient open() throws IOException, ControlRefusedException {
        SocketChannel channel = SupervisorSocket.connect(home);
        if (channel == null) {
            throw new NotRunningException();
        }
        return greet(channel);
    }

    private static ControlClient greet(SocketChannel channel) throws IOException, ControlRefusedException {
        try {
            return ControlClient.hello(channel);
        } catch (IOException e) {
            // Whoever hangs up instead of greeting would otherwise cost a descriptor with each attempt.
            channel.close();
            throw e;
        }
    }

    /** A supervisor was to be started and did not start. */
    static final class StartFailedException extends IOException {
        StartFailedException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** No supervisor listens. */
    static final class NotRunningException extends IOException {
        NotRunningException() {
            super("");
        }
    }
}
