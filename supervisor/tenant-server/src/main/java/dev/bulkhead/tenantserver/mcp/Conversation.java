package dev.bulkhead.tenantserver.mcp;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpList;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.json.Shown;
import dev.bulkhead.tenantserver.lane.LineHandler;
import dev.bulkhead.tenantserver.lane.Peer;
import dev.bulkhead.tenantserver.lane.Work;
import dev.bulkhead.tenantserver.tool.Rights;
import dev.bulkhead.tenantserver.tool.Session;
import dev.bulkhead.tenantserver.tool.Tenant;
import dev.bulkhead.tenantserver.tool.Tool;
import dev.bulkhead.tenantserver.tool.Toolbox;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One session's MCP. Each message says by itself which era it is of; both may be spoken on one lane.
 *
 * <p>{@link #line} belongs to the thread that reads the lane, {@link #rotate} to any.
 */
public final class Conversation implements LineHandler {
    private final Tenant tenant;
    private final Toolbox toolbox;
    private final Session session;
    private final Answers answers;
    private final Calls calls = new Calls();
    private final Subscriptions subscriptions = new Subscriptions();
    private final Beyond beyond;
    private volatile boolean isInitialized;

    /** The lists whose changes a legacy host was told that it will hear of. */
    private volatile Set<McpList> declared = EnumSet.of(McpList.TOOLS);

    public Conversation(Tenant tenant, Toolbox toolbox, Session session, Peer peer, Upstreams upstreams) {
        this.tenant = tenant;
        this.toolbox = toolbox;
        this.session = session;
        this.answers = new Answers(tenant, peer, upstreams.directory()::capabilities);
        this.beyond = new Beyond(tenant, toolbox, session, answers, upstreams, this::tell);
    }

    /** Returns the work that tells the host that the tenant's upstreams, and so its lists, are others now. */
    public Work upstreamsChanged() {
        return new ListsChanged();
    }

    /** Whether no upstream has anything left to answer. */
    public boolean isQuiet() {
        return beyond.isQuiet();
    }

    /**
     * Gives the session other rights, from the next message on. Returns the work that tells the host that its lists have
     * changed, or null when they have not.
     */
    public @Nullable Work rotate(Rights rights) {
        List<Tool> before = toolbox.allowed(session.rights());
        session.rotate(rights);
        return before.equals(toolbox.allowed(rights)) ? null : new ListsChanged();
    }

    @Override
    public @Nullable Work line(byte[] bytes, int from, int to) throws IOException {
        int start = from;
        while (start < to && Json.isSpace(bytes[start])) {
            start++;
        }
        if (start == to) {
            return null;
        }
        RequestId id = null;
        try {
            Message message = MessageReader.read(bytes, start, to);
            String method = message.method;
            id = message.id;
            if (method == null) {
                beyond.answer(message);
                return null;
            }
            if (id == null) {
                notification(method, message);
                return null;
            }
            return request(method, id, message);
        } catch (RpcError e) {
            if (e.id() == null) {
                unreadable(e, bytes, start, to);
            } else {
                answers.error(e);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            answers.error(new RpcError(
                    RpcError.INTERNAL_ERROR, "internal error: " + e.getClass().getSimpleName(), id));
        }
        return null;
    }

    /** What waits for the line is told, as far as that can be seen: a request is refused by its id, and a question is not left open. */
    private void unreadable(RpcError error, byte[] bytes, int from, int to) throws IOException {
        RpcLine line = new RpcScanner().scan(bytes, from, to - from);
        Span id = line.id();
        if (line.kind() == RpcLine.Kind.NOTIFICATION) {
            return; // JSON-RPC 2.0, section 4.1: it has no answer.
        }
        if (id == null || line.kind() == RpcLine.Kind.INVALID) {
            answers.error(error);
            return;
        }
        if (line.kind() == RpcLine.Kind.REQUEST) {
            answers.error(new RpcError(error.code(), error.sentence(), RequestId.of(id)));
            return;
        }
        beyond.refuseAnswer(id.raw(), error.code(), "the host's answer cannot be used: " + error.sentence());
    }

    @Override
    public void tooLong() throws IOException {
        answers.error(new RpcError(
                RpcError.INVALID_REQUEST,
                "the line is longer than " + Json.MAX_LINE + " bytes and was not read",
                null));
    }

    @Override
    public void ended() {
        calls.cancelAll();
        beyond.end();
    }

    private void notification(String method, Message message) {
        switch (method) {
            case "notifications/cancelled" -> {
                RequestId requestId = message.requestId;
                if (requestId != null && !subscriptions.end(requestId)) {
                    calls.cancel(requestId);
                }
            }
            case "notifications/initialized" -> isInitialized = true;
            default -> {
                // What this server does not know, an upstream may.
            }
        }
        beyond.notification(message);
    }

    private @Nullable Work request(String method, RequestId id, Message message) throws IOException, RpcError {
        if (message.hasEnvelope()) {
            Envelope.check(message, id);
            return modern(method, id, message);
        }
        if (method.equals("initialize")) {
            isInitialized = true;
            String asked = message.protocolVersion;
            if (asked == null) {
                throw new RpcError(RpcError.INVALID_PARAMS, "initialize needs params.protocolVersion, a string", id);
            }
            beyond.initialize(message);
            declared = answers.declared();
            answers.initialized(id, Era.negotiated(asked));
            return null;
        }
        if (method.equals("ping")) {
            answers.empty(id, Era.LEGACY);
            return null;
        }
        if (!isInitialized) {
            throw Envelope.missing(id);
        }
        return legacy(method, id, message);
    }

    private @Nullable Work legacy(String method, RequestId id, Message message) throws IOException, RpcError {
        switch (method) {
            case "tools/list" -> list(id, Era.LEGACY, message);
            case "tools/call" -> {
                return call(id, Era.LEGACY, message);
            }
            case "logging/setLevel" -> setLevel(id, message);
            case "server/discover" -> throw Envelope.missing(id);
            default -> beyond(method, id, Era.LEGACY, message);
        }
        return null;
    }

    private @Nullable Work modern(String method, RequestId id, Message message) throws IOException, RpcError {
        switch (method) {
            case "server/discover" -> answers.discovered(id);
            case "tools/list" -> list(id, Era.MODERN, message);
            case "tools/call" -> {
                return call(id, Era.MODERN, message);
            }
            case "subscriptions/listen" -> listen(id, message);
            case "logging/setLevel", "resources/subscribe", "resources/unsubscribe" -> throw unknown(method, id);
            default -> beyond(method, id, Era.MODERN, message);
        }
        return null;
    }

    private void beyond(String method, RequestId id, Era era, Message message) throws RpcError {
        if (!beyond.request(message, era)) {
            throw unknown(method, id);
        }
    }

    private static RpcError unknown(String method, RequestId id) {
        return new RpcError(RpcError.METHOD_NOT_FOUND, "Method not found: " + Shown.of(method), id);
    }

    private void list(RequestId id, Era era, Message message) throws IOException, RpcError {
        if (beyond.request(message, era)) {
            return;
        }
        if (message.hasCursor) {
            throw new RpcError(RpcError.INVALID_PARAMS, "the cursor is unknown: the list has one page", id);
        }
        answers.tools(id, era, toolbox.allowed(session.rights()));
    }

    private void setLevel(RequestId id, Message message) throws IOException, RpcError {
        switch (message.level == null ? "" : message.level) {
            case "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency" -> {
                beyond.setLevel(message);
                answers.empty(id, Era.LEGACY);
            }
            default ->
                throw new RpcError(RpcError.INVALID_PARAMS, "params.level is no level: use debug to emergency", id);
        }
    }

    private void listen(RequestId id, Message message) throws IOException, RpcError {
        if (message.notifications != Message.Value.RIGHT) {
            throw new RpcError(
                    RpcError.INVALID_PARAMS, "subscriptions/listen needs params.notifications, an object", id);
        }
        synchronized (subscriptions) { // Nothing of a subscription goes out before its acknowledgement.
            Set<McpList> lists = answers.declared();
            lists.retainAll(message.lists);
            subscriptions.begin(id, lists);
            if (!beyond.listen(message)) {
                answers.acknowledged(id, lists.contains(McpList.TOOLS));
            }
        }
    }

    private @Nullable Work call(RequestId id, Era era, Message message) throws IOException, RpcError {
        String name = message.name;
        if (name == null) {
            throw new RpcError(RpcError.INVALID_PARAMS, "tools/call needs params.name, a string", id);
        }
        if (message.arguments == Message.Value.WRONG_TYPE) {
            throw new RpcError(RpcError.INVALID_PARAMS, "params.arguments is not an object", id);
        }
        Tool tool = toolbox.find(name, session.rights());
        if (tool == null) {
            if (beyond.request(message, era)) {
                return null;
            }
            throw new RpcError(
                    RpcError.INVALID_PARAMS,
                    "tenant '" + tenant.id() + "' is not authorised to call '" + Shown.of(name) + "'",
                    id);
        }
        ToolWork work = calls.begin(tool, id, era, message, session, answers);
        if (tool.pace() == Tool.Pace.MAY_TAKE_LONG) {
            return work;
        }
        work.run();
        work.answer();
        return null;
    }

    /** Tells every listener of this lane, in its own era. */
    private void tell(McpList list) throws IOException {
        if (isInitialized && declared.contains(list)) {
            answers.listChanged(list, null);
        }
        for (RequestId subscription : subscriptions.of(list)) {
            answers.listChanged(list, subscription);
        }
    }

    /** All lists may be others now. */
    private final class ListsChanged implements Work {
        @Override
        public void run() {}

        @Override
        public void answer() throws IOException {
            for (McpList list : McpList.values()) {
                tell(list);
            }
        }

        @Override
        public int size() {
            return 0;
        }
    }
}
