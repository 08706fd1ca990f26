package dev.bulkhead.ui.overview;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.link.CallFeed;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.Overview;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Columns;
import dev.bulkhead.ui.theme.Seconds;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;

/** The first page of a tenant. */
public final class OverviewPage extends ScrollPane implements AutoCloseable {
    private static final int CALLS = 10;

    private final Supervisor supervisor;
    private final Facts facts;
    private final WhoLine who;
    private final Connections connections;
    private final Servers servers;
    private final Calls calls;
    private final Tools tools;
    private final UsageLine usage;
    private Optional<TenantId> shown = Optional.empty();
    private Optional<CallFeed> feed = Optional.empty();

    public OverviewPage(WindowModel model, Supervisor supervisor, Texts texts, Clock clock) {
        this.supervisor = supervisor;
        this.facts = new Facts(texts);
        this.who = new WhoLine(texts, clock);
        this.connections = new Connections(texts, clock.getZone());
        this.servers = new Servers(texts);
        this.calls = new Calls(texts, clock.getZone());
        this.tools = new Tools(texts, clock.getZone());
        this.usage = new UsageLine(texts);
        getStyleClass().add("page-scroll");
        setFitToWidth(true);
        VBox left = new VBox(16, connections, servers, usage);
        VBox right = new VBox(16, calls, tools);
        VBox all = new VBox(16, facts, who, new Columns(16, left, right));
        all.getStyleClass().add("page-body");
        setContent(all);
        model.selected().follow(this::show);
        model.overview().follow(overview -> overview.ifPresentOrElse(this::details, this::nothing));
        Seconds.whileShown(this, who::tick);
    }

    private void show(Optional<Tenant> tenant) {
        tenant.ifPresent(facts::show);
        who.show(tenant);
        Optional<TenantId> id = tenant.map(Tenant::id);
        if (!id.equals(shown)) {
            close();
            shown = id;
            calls.unknown();
            feed = id.map(one -> supervisor.calls(one, CALLS, calls::show));
        }
    }

    /** Nobody has said so yet, or any more. */
    private void nothing() {
        who.show(Optional.empty(), Optional.empty());
        List.of(connections, servers, tools, usage).forEach(Section::unknown);
    }

    private void details(Overview overview) {
        who.show(overview.idleLock(), overview.hardLock());
        connections.show(overview.connections());
        servers.show(overview.servers());
        tools.show(overview.tools(), overview.network());
        usage.show(overview.usage());
    }

    /** Follows nothing any more, until another tenant is selected. */
    @Override
    public void close() {
        feed.ifPresent(CallFeed::close);
        feed = Optional.empty();
    }
}
