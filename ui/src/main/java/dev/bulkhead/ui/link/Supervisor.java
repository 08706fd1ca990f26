package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.model.Contact;
import dev.bulkhead.ui.model.WindowModel;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What the window can ask of the supervisor. Called on the window's thread, never waits; answers come on the window's thread.
 * Keeps the model up to date from its construction to {@link #close()}.
 */
public final class Supervisor implements AutoCloseable {
    private final Dial dial;
    private final WindowModel model;
    private final Executor window;
    private final Clock clock;
    private final StateFeed states;

    public Supervisor(Dial dial, WindowModel model, Executor window, Clock clock) {
        this.dial = dial;
        this.model = model;
        this.window = window;
        this.clock = clock;
        this.states = new StateFeed(dial, model, window);
        model.selected().follow(selected -> states.select(selected.map(tenant -> tenant.id())));
    }

    /** Starts the supervisor, where none runs. */
    public void start() {
        model.contact().set(new Contact.Connecting());
        dial.wantStart();
        states.lookNow();
    }

    /** Signs in to {@code tenant}. Owns {@code passphrase} from now on. */
    public Errand signIn(TenantId tenant, SecretBytes passphrase, Errand.Outcome outcome) {
        return Errand.start(dial, window, "sign-in", args(tenant), List.of(passphrase), outcome);
    }

    public void signOut(TenantId tenant, Errand.Outcome outcome) {
        Errand.start(dial, window, "sign-out", args(tenant), List.of(), outcome);
    }

    /** Returns what can be asked of a tenant's audit. */
    public AuditDesk auditDesk() {
        return new AuditDesk(dial, window, clock);
    }

    /** Follows the audit of {@code tenant}, its newest {@code rows} first of all, until the feed is closed. */
    public AuditFeed audit(TenantId tenant, int rows, AuditFeed.Sink sink) {
        return new AuditFeed(dial, window, tenant, rows, sink);
    }

    private static ObjectNode args(TenantId tenant) {
        return ControlClient.JSON.createObjectNode().put("tenant", tenant.value());
    }

    @Override
    public void close() {
        states.close();
    }
}
