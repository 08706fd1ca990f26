package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One command that never ends, on a connection and a thread of its own: when the connection is lost it is opened again, for as
 * long as nobody closes this. The listener is called on that thread. {@link #close()} is for any thread and does not wait.
 */
final class Following implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Dial dial;
    private final String command;
    private final ObjectNode args;
    private final Listener listener;
    private final Thread thread;
    private @Nullable ControlClient client;
    private boolean closed;

    /** Takes what is followed. */
    interface Listener {
        /** A connection stands; what comes now comes from the start. */
        void opened();

        /** It takes a while: what is being done, in the supervisor's words. */
        default void progress(String what) {}

        void item(JsonNode item);

        /** The connection is gone: why, in one sentence, or nothing when there is no more to say than that. */
        void ended(String why);
    }

    Following(Dial dial, String command, ObjectNode args, Listener listener) {
        this.dial = dial;
        this.command = command;
        this.args = args;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("follows " + command).start(this::run);
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isClosed()) {
            String why = "";
            try (ControlClient opened = dial.open()) {
                if (!adopt(opened)) {
                    return;
                }
                listener.opened();
                pause = FIRST_PAUSE;
                opened.call(command, args, List.of(), new ControlClient.Progress() {
                    @Override
                    public void progress(String what) {
                        listener.progress(what);
                    }

                    @Override
                    public void item(JsonNode item) {
                        listener.item(item);
                    }
                });
            } catch (ControlRefusedException e) {
                why = String.valueOf(e.getMessage());
                pause = LONGEST_PAUSE;
            } catch (IOException e) {
                why = String.valueOf(e.getMessage());
            }
            if (isClosed()) {
                return;
            }
            listener.ended(why);
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private synchronized boolean adopt(ControlClient opened) {
        client = opened;
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        thread.interrupt();
        Connections.drop(client);
    }
}
