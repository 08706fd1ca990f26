package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.process.Lane;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpList;
import dev.bulkhead.protocol.mcp.McpMeta;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session does with each line of its host. For the session's reading thread alone. */
final class HostLines {
    private static final Logger LOG = LoggerFactory.getLogger(HostLines.class);

    private final Session session;
    private final RpcScanner scanner = new RpcScanner();
    private final ToolCalls toolCalls;
    private final Readings readings;
    private final Lobby lobby;
    private final BatchLines batches;

    HostLines(Session session) {
        this.session = session;
        this.toolCalls = new ToolCalls(session);
        this.readings = new Readings(session);
        this.lobby = new Lobby(session);
        this.batches = new BatchLines(session, this);
    }

    /** The calls that wait for the consultant. */
    HeldCalls held() {
        return toolCalls.held();
    }

    /** Takes one line, followed by its LF. */
    void take(byte[] bytes, int start, int length) {
        RpcLine line = scanner.scan(bytes, start, length);
        try {
            take(line, bytes, start, length);
        } catch (IOException e) {
            // What fails up to here is the record of what was to be done, and then it is not done.
            LOG.error("a message of the host could not be recorded: {}", e.getMessage());
            if (line.kind() != RpcLine.Kind.NOTIFICATION && line.kind() != RpcLine.Kind.RESPONSE) {
                session.say(Composer.error(
                        line.id(), McpErrors.NOT_RECORDED, "not done, since it cannot be recorded: " + e.getMessage()));
            }
        }
    }

    private void take(RpcLine line, byte[] bytes, int start, int length) throws IOException {
        switch (line.kind()) {
            case INVALID -> refuse(line, line.errorCode(), line.problem());
            case BATCH -> batches.take(line, bytes, start, length);
            case RESPONSE -> answerToServer(line, bytes, start, length);
            case NOTIFICATION -> notification(line, bytes, start, length);
            case REQUEST -> request(line, bytes, start, length);
        }
    }

    /** Answers a message with an error, which is recorded first. */
    void refuse(RpcLine line, int code, String why) throws IOException {
        session.audit().session(EventType.MESSAGE_REFUSED, ResultStatus.DENIED, why);
        session.say(Composer.error(line.id(), code, why));
    }

    /** A host answers only what the server asked it. */
    private void answerToServer(RpcLine line, byte[] bytes, int start, int length) throws IOException {
        if (session.handshake().isOurs(line.idKey())) {
            held().answeredInHost(line);
        } else if (session.serverRequests().remove(line.idKey())) {
            forward(bytes, start, length);
        }
    }

    private void notification(RpcLine line, byte[] bytes, int start, int length) {
        switch (line.method()) {
            case "notifications/initialized" -> session.handshake().initialized(bytes, start, length);
            case "notifications/cancelled" -> {
                if (cancelled(line)) {
                    return;
                }
            }
            default -> {
                // Everything else is the server's to understand.
            }
        }
        forward(bytes, start, length);
    }

    /** Returns whether it was about something that the session serves itself. */
    private boolean cancelled(RpcLine line) {
        Span requestId = line.inner("requestId");
        if (requestId == null) {
            return true;
        }
        String key = RpcLine.idKey(requestId);
        if (session.subscriptions().end(key)) {
            return false;
        }
        session.cancelledInBatch(key);
        Call call = session.ledger().remove(key);
        if (call != null) {
            session.audit().callEnded(call, ResultStatus.CANCELLED, 0, "cancelled by the host");
            held().cancelled(key);
        }
        return call == null || call.link() == Call.HELD;
    }

    private void request(RpcLine line, byte[] bytes, int start, int length) throws IOException {
        Span id = Objects.requireNonNull(line.id(), "a request has an id");
        if (session.ledger().contains(line.idKey()) || session.subscriptions().isOpen(line.idKey())) {
            refuse(line, McpErrors.INVALID_REQUEST, "a request with this id is in flight already");
            return;
        }
        Era era;
        switch (Era.envelope(line)) {
            case Era.Envelope.None none -> era = Era.LEGACY;
            case Era.Envelope.Good good -> era = Era.MODERN;
            case Era.Envelope.Incomplete incomplete -> {
                refuse(line, McpErrors.INVALID_PARAMS, "_meta lacks " + incomplete.missing());
                return;
            }
            case Era.Envelope.Unclear unclear -> {
                refuse(line, McpErrors.INVALID_REQUEST, "_meta: " + unclear.problem());
                return;
            }
            case Era.Envelope.Unsupported unsupported -> {
                session.audit().session(EventType.MESSAGE_REFUSED, ResultStatus.DENIED, "an unknown protocol version");
                session.say(Composer.unsupportedVersion(id, unsupported.requested()));
                return;
            }
        }
        switch (line.method()) {
            case "initialize" -> initialize(line, id, era, bytes, start, length);
            case "server/discover" -> discover(line, id, era);
            case "ping" -> {
                if (era == Era.MODERN) {
                    session.say(Composer.error(id, McpErrors.METHOD_NOT_FOUND, "Method not found: ping"));
                } else {
                    session.say(Composer.empty(id));
                }
            }
            case "subscriptions/listen" -> listen(line, id, era, bytes, start, length);
            default -> work(line, era, bytes, start, length);
        }
    }

    /** Answered by the session at once, whatever else is slow; the tenant server is told by replay. */
    private void initialize(RpcLine line, Span id, Era era, byte[] bytes, int start, int length) throws IOException {
        if (era == Era.MODERN) {
            // Only a request without the envelope is told of the versions: this one knows them, and there is no such
            // method.
            session.say(Composer.error(id, McpErrors.METHOD_NOT_FOUND, "Method not found: initialize"));
            return;
        }
        String problem = Handshake.problem(line, new Span(bytes, start, length));
        if (!problem.isEmpty()) {
            refuse(line, McpErrors.INVALID_PARAMS, problem);
            return;
        }
        session.resources().clear();
        RunningTenant tenant = session.runningTenant();
        String capabilities = tenant.capabilities();
        String revision = session.handshake().initialize(line, bytes, start, length, Capabilities.lists(capabilities));
        session.say(session.composer().initialized(id, revision, capabilities, tenant.instructions()));
        for (byte[] replayed : session.handshake().replay()) {
            forward(replayed, 0, replayed.length - 1);
        }
    }

    private void discover(RpcLine line, Span id, Era era) throws IOException {
        if (era == Era.LEGACY) {
            refuse(line, McpErrors.INVALID_PARAMS, "_meta lacks " + McpMeta.PROTOCOL_VERSION);
            return;
        }
        RunningTenant tenant = session.runningTenant();
        session.say(session.composer().discovered(id, tenant.capabilities(), tenant.instructions()));
    }

    /** Kept for every tenant server to come. Acknowledged by the one there is, or in the lobby by what the last one could do. */
    private void listen(RpcLine line, Span id, Era era, byte[] bytes, int start, int length) throws IOException {
        if (era == Era.LEGACY) {
            refuse(line, McpErrors.INVALID_PARAMS, "_meta lacks " + McpMeta.PROTOCOL_VERSION);
            return;
        }
        Span wanted = line.inner("notifications");
        Set<McpList> lists;
        Span namesResources;
        String served;
        try {
            lists = McpList.namedIn(wanted);
            namesResources = JsonObjects.member(wanted, "resourceSubscriptions");
            served = session.runningTenant().servedOf(wanted);
        } catch (IllegalArgumentException e) {
            refuse(line, McpErrors.INVALID_REQUEST, "params.notifications: " + e.getMessage());
            return;
        }
        String key = line.idKey();
        byte[] copy = Arrays.copyOfRange(bytes, start, start + length + 1);
        boolean isLive = session.rights().isLive();
        if (isLive) {
            openLink();
        }
        if (!session.subscriptions().begin(key, id.raw(), lists, namesResources == null, copy)) {
            refuse(line, McpErrors.LIMITED, Subscriptions.MAX + " subscriptions are open: cancel one first");
        } else if (!isLive || !forward(bytes, start, length)) {
            session.subscriptions()
                    .acknowledge(key, Capabilities.lists(session.runningTenant().capabilities()));
            session.say(Composer.acknowledged(id.raw(), served));
        }
    }

    private void openLink() {
        try {
            session.lane().link();
        } catch (IOException | SandboxUnavailableException e) {
            LOG.info("a subscription waits for the tenant server: {}", e.getMessage());
        }
    }

    /** What needs a tenant that somebody is signed in to. */
    private void work(RpcLine line, Era era, byte[] bytes, int start, int length) throws IOException {
        if (line.method().equals("logging/setLevel")
                && era == Era.LEGACY
                && !session.handshake().logLevel(line)) {
            refuse(line, McpErrors.INVALID_PARAMS, "params.level is no level: use debug to emergency");
            return;
        }
        if (lobby.answers(line, era)) {
            return;
        }
        if (line.method().equals("tools/call")) {
            toolCalls.take(line, bytes, start, length);
            return;
        }
        String tooMuch = session.resources().refusal(line, era);
        if (!tooMuch.isEmpty()) {
            refuse(line, McpErrors.LIMITED, tooMuch);
            return;
        }
        EventType reading = Readings.typeOf(line.method());
        if (reading != null) {
            readings.take(reading, line, era, bytes, start, length);
            return;
        }
        Span id = Objects.requireNonNull(line.id(), "a request has an id");
        if (session.ledger().isFull()) {
            refuse(line, McpErrors.LIMITED, "more than " + CallLedger.MAX + " requests are in flight");
            return;
        }
        String key = line.idKey();
        Link link;
        try {
            link = session.lane().link();
            String uri = ResourceSubscriptions.uri(line, era);
            session.ledger().add(key, new Call(line.method(), id.raw(), link.number(), null, line.scannedAt(), uri));
        } catch (IOException | SandboxUnavailableException e) {
            session.say(Composer.error(id, McpErrors.TENANT_SERVER_GONE, gone(e)));
            return;
        }
        try {
            link.send(bytes, start, length + 1);
        } catch (IOException e) {
            // Whoever takes it out of the ledger answers it: the writer may have seen the server's end before us.
            if (session.ledger().remove(key) != null) {
                session.say(Composer.error(id, McpErrors.TENANT_SERVER_GONE, gone(e)));
            }
        }
    }

    private String gone(Exception e) {
        return "tenant '" + session.tenant() + "': " + e.getMessage();
    }

    /** For what concerns a server that there is: none is started for it. Returns whether it was sent. */
    private boolean forward(byte[] bytes, int start, int length) {
        Lane lane = session.lane().ifOpened();
        if (lane == null || !lane.isOpen() || !session.rights().isLive()) {
            return false;
        }
        try {
            lane.send(bytes, start, length + 1);
            return true;
        } catch (IOException e) {
            // A notification or an answer to a server that has gone has nobody to reach, and nobody waits for it.
            LOG.debug("not forwarded: {}", e.getMessage());
            return false;
        }
    }
}
