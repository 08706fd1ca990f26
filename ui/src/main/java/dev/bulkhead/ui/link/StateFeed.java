package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.Contact;
import dev.bulkhead.ui.model.PageContent;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.TenantState;
import dev.bulkhead.ui.model.WindowModel;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the model as the supervisor says that things are: asks for everything whenever {@code events} reports a change, and
 * every two seconds, since sessions come and go, and settings begin to wait, without a change of state.
 *
 * <p>One thread asks and owns its connection; the model is touched on the window's thread alone.
 */
final class StateFeed implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    /** While nobody answers: the supervisor may be back at any moment, and asking costs one failed connect(2). */
    private static final Duration KNOCK_AGAIN = Duration.ofMillis(500);

    private final Dial dial;
    private final WindowModel model;
    private final Executor window;
    private final Clock clock;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private final Following events;
    private volatile Optional<TenantId> selected = Optional.empty();
    private volatile @Nullable ControlClient client;
    private volatile boolean closed;
    private String startFailed = "";

    StateFeed(Dial dial, WindowModel model, Executor window, Clock clock) {
        this.dial = dial;
        this.model = model;
        this.window = window;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("asks for the state").start(this::run);
        this.events = new Following(dial, "events", ControlClient.JSON.createObjectNode(), new Events());
    }

    /** Also asks for what only the page of {@code tenant} shows, from now on. */
    void select(Optional<TenantId> tenant) {
        if (!tenant.equals(selected)) {
            selected = tenant;
            lookNow();
        }
    }

    /** Asks without waiting for the next turn. For any thread. */
    void lookNow() {
        wake.release();
    }

    private void run() {
        while (!closed) {
            Duration pause = LOOK_AGAIN;
            try {
                look();
            } catch (ControlRefusedException | IOException e) {
                Connections.drop(client);
                client = null;
                pause = KNOCK_AGAIN;
                String why = reason(e);
                tell(() -> model.lost(why));
            }
            try {
                if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    // Ten reasons to look are answered by one look.
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                break;
            }
        }
        Connections.drop(client);
    }

    /** That none runs says less than why none could be started: the latter stays until one answers. */
    private String reason(Exception e) {
        if (e instanceof Dial.StartFailedException) {
            startFailed = String.valueOf(e.getMessage());
        }
        return e instanceof ControlRefusedException ? String.valueOf(e.getMessage()) : startFailed;
    }

    private void look() throws IOException, ControlRefusedException {
        ControlClient asked = client;
        if (asked == null) {
            asked = dial.openOrStart();
            client = asked;
        }
        ObjectNode nothing = ControlClient.JSON.createObjectNode();
        JsonNode list = asked.call("tenant.list", nothing);
        JsonNode status = asked.call("status", nothing);
        List<Tenant> tenants = Answers.tenants(list, status);
        Optional<TenantId> active = Answers.active(asked.call("switch.show", nothing));
        startFailed = "";
        JsonNode supervisor = status.path("supervisor");
        Contact contact = new Contact.Connected(
                supervisor.path("pid").asLong(), supervisor.path("version").asText());
        tell(() -> {
            model.show(tenants);
            model.active().set(active);
            model.contact().set(contact);
        });
        Optional<TenantId> page = selected;
        if (page.isPresent() && tenants.stream().anyMatch(each -> each.id().equals(page.get()))) {
            PageContent content = new PageLook(asked, page.get(), clock).content();
            tell(() -> model.show(content));
        }
    }

    private void tell(Runnable what) {
        if (!closed) {
            window.execute(what);
        }
    }

    @Override
    public void close() {
        closed = true;
        events.close();
        thread.interrupt();
        Connections.drop(client);
    }

    /** What {@code events} says is shown at once; that it says something makes us look at the rest. */
    private final class Events implements Following.Listener {
        @Override
        public void opened() {
            lookNow();
        }

        @Override
        public void item(JsonNode item) {
            String tenant = item.path("tenant").asText();
            TenantState state = TenantState.of(item.path("state").asText());
            if (TenantId.isValid(tenant)) {
                tell(() -> model.changed(new TenantId(tenant), state));
            }
            lookNow();
        }

        @Override
        public void ended(String why) {
            lookNow();
        }
    }
}
