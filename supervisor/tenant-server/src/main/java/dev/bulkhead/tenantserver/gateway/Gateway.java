package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.ExposedNames;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpList;
import dev.bulkhead.tenantserver.upstream.PortOwner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One session's upstreams. Lines of the host come on the thread that reads its lane, one at a time; all else is safe for any
 * thread. Nothing here waits for an upstream.
 */
public final class Gateway {
    private final Directory directory;
    private final Members members;
    private final HostOut host;
    private final ScheduledExecutorService timers;
    private final Predicate<String> allowed;
    private final Predicate<String> reachable;
    private final Supplier<List<String>> ownTools;
    private final String tenant;
    private final String serverInfo;

    private final RpcScanner scanner = new RpcScanner();
    private final OwnRequests own = new OwnRequests();
    private final InFlight inFlight = new InFlight();
    private final HostRequests hostRequests = new HostRequests();
    private final Listens listens = new Listens(this);
    private final Prompts prompts;
    private final Resources resources;
    private final Routes routes;

    /**
     * @param allowed which of the names that hosts see this session may call
     * @param reachable with which beginnings of such names there are any
     * @param ownTools the definitions of the built-in tools that this session may see, as JSON
     * @param serverInfo ours, as JSON
     */
    public Gateway(
            String tenant,
            String serverInfo,
            Directory directory,
            PortOpener opener,
            HostOut host,
            ScheduledExecutorService timers,
            Predicate<String> allowed,
            Predicate<String> reachable,
            Supplier<List<String>> ownTools) {
        this.tenant = tenant;
        this.serverInfo = serverInfo;
        this.directory = directory;
        this.members = new Members(this, opener);
        this.host = host;
        this.timers = timers;
        this.allowed = allowed;
        this.reachable = reachable;
        this.ownTools = ownTools;
        this.prompts = new Prompts(directory.names());
        this.resources = new Resources(directory);
        this.routes = new Routes(this);
        directory.joined(this);
    }

    /** Keeps a legacy host's {@code initialize}: upstreams are told the same. */
    public void initialize(byte[] bytes, int from, int to) {
        Span params = scanner.scan(bytes, from, to - from).member("params");
        if (params != null) {
            members.initialize(params.copy());
        }
    }

    /** Keeps a legacy host's log level, and tells the upstreams. */
    public void setLevel(byte[] bytes, int from, int to) {
        Span level = scanner.scan(bytes, from, to - from).inner("level");
        if (level != null) {
            members.setLevel(level.raw());
        }
    }

    /** Takes a request that only upstreams can answer; returns false when it is none. The bytes stay as they are. */
    public boolean request(byte[] bytes, int from, int to, HostEra era) {
        if (directory.isEmpty()) {
            return false;
        }
        RpcLine line = scanner.scan(bytes, from, to - from);
        return line.kind() == RpcLine.Kind.REQUEST && routes.take(line, new Span(bytes, from, to - from), era);
    }

    /** Takes a notification. */
    public void notification(byte[] bytes, int from, int to) {
        RpcLine line = scanner.scan(bytes, from, to - from);
        Span whole = new Span(bytes, from, to - from);
        switch (line.method()) {
            case "notifications/cancelled" -> cancelled(line.inner("requestId"), whole);
            case "notifications/progress" -> {
                Span token = line.inner("progressToken");
                HostRequests.Back back = token == null ? null : hostRequests.progress(token, whole);
                if (back != null) {
                    back.member().port().send(back.line());
                }
            }
            case "notifications/initialized" -> {
                // Each port says it for itself.
            }
            default -> {
                for (Member member : members.all()) {
                    member.port().send(whole.copy());
                }
            }
        }
    }

    private void cancelled(@Nullable Span requestId, Span whole) {
        if (requestId == null) {
            return;
        }
        String key = RpcLine.idKey(requestId);
        if (listens.end(key)) {
            return;
        }
        InFlight.Request request = inFlight.cancel(key);
        Member member = request == null ? null : request.member();
        if (member != null) {
            member.port().send(whole.copy());
        }
    }

    /** Takes the host's answer to a request of an upstream's; what nobody asked is passed over. */
    public void answer(byte[] bytes, int from, int to) {
        RpcLine line = scanner.scan(bytes, from, to - from);
        if (line.kind() == RpcLine.Kind.RESPONSE && line.id() != null) {
            Span id = Objects.requireNonNull(line.id(), "checked above");
            HostRequests.Back back = hostRequests.answered(line.idKey(), id, new Span(bytes, from, to - from));
            if (back != null) {
                back.member().port().send(back.line());
            }
        }
    }

    /** Answers a request of an upstream's with an error, in the host's place; {@code rawId} is the id that the host was given. */
    public void refuseAnswer(String rawId, int code, String why) {
        byte[] line = Lines.error(rawId, code, why);
        answer(line, 0, line.length);
    }

    /** Whether nothing is left to answer. */
    public boolean isQuiet() {
        return inFlight.isEmpty();
    }

    /** The session has ended: its upstreams end with it. */
    public void end() {
        directory.left(this);
        members.end();
    }

    /** The tenant's upstreams are others now. */
    void upstreamsChanged() {
        for (Member member : members.takeGone()) {
            String why =
                    "server '" + member.name() + "' was changed or removed in the settings of tenant '" + tenant + "'";
            member.port().close();
            // First ours: a call that waited for a catalogue is then one of its upstream's.
            own.fail(member, why);
            for (InFlight.Request request : inFlight.drain(member)) {
                say(Lines.error(request.rawId(), McpErrors.TENANT_SERVER_GONE, why));
            }
            forget(member);
        }
        listens.upstreamsChanged();
    }

    /** What {@code member} asked and offered is nothing any more. */
    void forget(Member member) {
        hostRequests.forget(member);
        member.catalogue().forget();
        resources.forget(member.name());
    }

    /** Returns the upstream's port in this session, opened if it was not; null when the session has ended. */
    @Nullable
    Member member(Upstream upstream, HostEra era, byte[] meta) {
        return members.member(upstream, era, meta);
    }

    /** Returns all upstreams' ports, opened. */
    List<Member> members(HostEra era, byte[] meta) {
        List<Member> all = new ArrayList<>();
        for (Upstream upstream : directory.all()) {
            Member member = reaches(upstream) ? member(upstream, era, meta) : null;
            if (member != null) {
                all.add(member);
            }
        }
        return all;
    }

    PortOwner listenerOf(Member member) {
        return new FromUpstream(this, member);
    }

    /** Asks an upstream something of our own. */
    String ask(Member member, String method, String fields, OwnRequests.Reply reply) {
        return ask(member, method, fields, reply, id -> {});
    }

    /** As above; {@code beforeItIsSent} gets the id first: a bridge answers on the thread that asks. */
    String ask(Member member, String method, String fields, OwnRequests.Reply reply, Consumer<String> beforeItIsSent) {
        String id = own.ask(member, reply);
        beforeItIsSent.accept(id);
        member.port().send(Lines.request(id, method, member.params(fields)));
        return id;
    }

    /** Says a line to the host; a host that is gone hears nothing. */
    void say(byte[] line) {
        say(line, 0, line.length);
    }

    void say(byte[] bytes, int from, int to) {
        try {
            host.line(bytes, from, to);
        } catch (IOException e) {
            // The lane has ended: whoever reads it finds out by itself.
        }
    }

    void tellChanged(McpList list) {
        try {
            host.listChanged(list);
        } catch (IOException e) {
            // The lane has ended: whoever reads it finds out by itself.
        }
    }

    /** Whether this session may call anything of the upstream's; if not, its prompts and resources are out of reach too. */
    boolean reaches(Upstream upstream) {
        return reachable.test(ExposedNames.full(upstream.name(), ""));
    }

    boolean allows(String exposed) {
        return allowed.test(exposed);
    }

    List<byte[]> ownTools() {
        return Lists.copies(ownTools.get());
    }

    String tenant() {
        return tenant;
    }

    String serverInfo() {
        return serverInfo;
    }

    Directory directory() {
        return directory;
    }

    ExposedNames names() {
        return directory.names();
    }

    /** Runs {@code task} later, on a thread of its own: it may wait for the host, and other sessions' tasks must not. */
    void later(Runnable task, long delay, TimeUnit unit) {
        timers.schedule(() -> Thread.startVirtualThread(task), delay, unit);
    }

    OwnRequests own() {
        return own;
    }

    InFlight inFlight() {
        return inFlight;
    }

    HostRequests hostRequests() {
        return hostRequests;
    }

    Listens listens() {
        return listens;
    }

    /** Opens a host's {@code subscriptions/listen} at the upstreams; acknowledged once they have, for what they serve. */
    public void listen(byte[] bytes, int from, int to) {
        RpcLine line = scanner.scan(bytes, from, to - from);
        Span id = line.id();
        Span meta = line.inner("_meta");
        if (id != null) {
            listens.begin(
                    line.idKey(),
                    id.raw(),
                    line.inner("notifications"),
                    meta == null ? new byte[] {'{', '}'} : meta.copy());
        }
    }

    Prompts prompts() {
        return prompts;
    }

    Resources resources() {
        return resources;
    }
}
