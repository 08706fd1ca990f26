package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request on a connection and a thread of its own, so that what takes seconds (a sign-in, a verification) holds up nothing.
 * The outcome comes on the window's thread; after {@link #cancel()} none comes.
 *
 * <p>Cancelling ends the waiting. What the supervisor began it may finish: the state of the tenant tells.
 */
public final class Errand {
    private final Dial dial;
    private final Executor window;
    private final Reply reply;
    private @Nullable ControlClient client;
    private boolean cancelled;

    /** Takes what comes of it; called on the window's thread. */
    public interface Outcome {
        /** What is being done, in the supervisor's words. */
        default void progress(String what) {}

        /** The consultant goes on at this page of the browser; {@code code} is what to type there, "" for nothing. */
        default void open(String page, String code) {}

        void done();

        /** Why it was not done and what to do, in the supervisor's words; empty when no supervisor runs. */
        void failed(String why);
    }

    /** As {@link Outcome}, for who reads the result. */
    interface Reply {
        default void progress(String what) {}

        default void item(JsonNode item) {}

        void done(JsonNode result);

        void failed(String why);

        /** As {@link #failed}, for who tells the reasons apart: {@code code} is one of the control socket's. */
        default void refused(String code, String why) {
            failed(why);
        }
    }

    /** Arguments that name {@code tenant}, to which others can be added. */
    static ObjectNode of(TenantId tenant) {
        return ControlClient.JSON.createObjectNode().put("tenant", tenant.value());
    }

    private Errand(Dial dial, Executor window, Reply reply) {
        this.dial = dial;
        this.window = window;
        this.reply = reply;
    }

    /** Starts one whose result says no more than that it was done. Owns {@code secrets} from now on, and closes them. */
    static Errand start(
            Dial dial, Executor window, String command, ObjectNode args, List<SecretBytes> secrets, Outcome outcome) {
        return start(dial, window, command, args, secrets, new Reply() {
            @Override
            public void progress(String what) {
                outcome.progress(what);
            }

            @Override
            public void item(JsonNode item) {
                if (item.has("open")) {
                    outcome.open(item.path("open").asText(), item.path("code").asText());
                }
            }

            @Override
            public void done(JsonNode result) {
                outcome.done();
            }

            @Override
            public void failed(String why) {
                outcome.failed(why);
            }
        });
    }

    /** Starts one. Owns {@code secrets} from now on, and closes them. */
    static Errand start(
            Dial dial, Executor window, String command, ObjectNode args, List<SecretBytes> secrets, Reply reply) {
        Errand errand = new Errand(dial, window, reply);
        Thread.ofVirtual().name(command).start(() -> errand.run(command, args, secrets));
        return errand;
    }

    private void run(String command, ObjectNode args, List<SecretBytes> secrets) {
        try (ControlClient opened = dial.open()) {
            if (!adopt(opened)) {
                return;
            }
            JsonNode result = opened.call(command, args, secrets, new ControlClient.Progress() {
                @Override
                public void progress(String what) {
                    tell(() -> reply.progress(what));
                }

                @Override
                public void item(JsonNode item) {
                    tell(() -> reply.item(item));
                }
            });
            tell(() -> reply.done(result));
        } catch (ControlRefusedException e) {
            tell(() -> reply.refused(e.code(), String.valueOf(e.getMessage())));
        } catch (IOException e) {
            tell(() -> reply.failed(String.valueOf(e.getMessage())));
        } finally {
            secrets.forEach(SecretBytes::close);
        }
    }

    private void tell(Runnable what) {
        window.execute(() -> {
            if (!isCancelled()) {
                what.run();
            }
        });
    }

    private synchronized boolean adopt(ControlClient opened) {
        client = opened;
        return !cancelled;
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Nobody waits for it any more. For any thread. */
    public synchronized void cancel() {
        cancelled = true;
        Connections.drop(client);
    }
}
