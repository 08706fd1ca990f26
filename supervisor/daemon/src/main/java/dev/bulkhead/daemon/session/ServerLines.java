package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.process.Lane;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.LineBuffer;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpList;
import dev.bulkhead.protocol.mcp.McpMeta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session does with each line of its tenant server: answers are matched to their calls, recorded, filtered and redacted
 * before they go on; calls that get no answer any more are told why. For who has the writer's turn alone.
 */
final class ServerLines {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLines.class);

    private final Session session;
    private final HostWriter writer;
    private final RpcScanner scanner = new RpcScanner();

    ServerLines(Session session, HostWriter writer) {
        this.session = session;
        this.writer = writer;
    }

    /** Takes what has come over {@code link}: lines, or parts of them. */
    void received(Link link, byte[] bytes) throws IOException {
        LineBuffer lines = link.lines();
        try {
            lines.append(bytes);
            while (lines.next()) {
                take(link, lines.array(), lines.start(), lines.length());
            }
        } catch (LineBuffer.LineTooLongException e) {
            LOG.warn("the tenant server sent {}: its lane is closed", e.getMessage());
            session.lane().drop();
        }
        Lane lane = link.lane();
        if (lane != null) {
            lane.taken(bytes.length);
        }
    }

    private void take(Link link, byte[] bytes, int start, int length) throws IOException {
        RpcLine line = scanner.scan(bytes, start, length);
        switch (line.kind()) {
            case RESPONSE -> {
                if (line.id() == null) {
                    // Somebody waits for what it could not read, and nobody can say who: all are told.
                    LOG.warn("the tenant server could not read a line: its lane is closed");
                    session.lane().drop();
                } else {
                    answer(link, line, bytes, start, length);
                }
            }
            case REQUEST -> {
                if (session.handshake().isOurs(line.idKey())) {
                    LOG.warn("the tenant server asks under an id of ours: its question was dropped");
                } else if (session.isUnanswered(line.idKey())) {
                    LOG.warn("the tenant server asks under the id of a question before it: its question was dropped");
                } else if (session.serverRequests().size() < CallLedger.MAX) {
                    session.serverRequests().add(line.idKey());
                    pass(new Span(bytes, start, length + 1));
                } else {
                    LOG.warn("the tenant server asks the host too much at once: a request of it was dropped");
                }
            }
            case NOTIFICATION -> {
                if (!isRepeatedAcknowledgement(line)) {
                    pass(new Span(bytes, start, length + 1));
                }
            }
            case BATCH, INVALID -> unreadable(link, line);
        }
    }

    /** A tenant server is told again of subscriptions that the host had acknowledged already. */
    private boolean isRepeatedAcknowledgement(RpcLine line) {
        if (!line.method().equals("notifications/subscriptions/acknowledged")) {
            return false;
        }
        try {
            Span id = JsonObjects.member(line.inner("_meta"), McpMeta.SUBSCRIPTION_ID);
            return id == null
                    || !session.subscriptions()
                            .acknowledge(RpcLine.idKey(id), McpList.namedIn(line.inner("notifications")));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private void answer(Link link, RpcLine line, byte[] bytes, int start, int length) throws IOException {
        String key = line.idKey();
        if (session.handshake().isOurs(key)) {
            return;
        }
        Call call = session.ledger().answered(key, link.number());
        if (call == null) {
            if (session.subscriptions().end(key)) {
                pass(new Span(bytes, start, length + 1)); // The server ends a subscription by answering it.
            } else {
                LOG.debug("an answer that nobody waits for was dropped");
            }
            return;
        }
        ResultStatus status = status(line);
        session.resources().answered(call, status);
        Span whole = new Span(bytes, start, length + 1);
        String detail = null;
        long most = session.runningTenant().settings().limits().resultBytes();
        if (length > most) {
            detail = "the answer has " + length + " bytes, and limits.result-bytes allows " + most;
            status = ResultStatus.LIMITED;
            whole = span(Composer.error(
                    id(call),
                    McpErrors.LIMITED,
                    "tenant '" + session.tenant() + "': " + detail
                            + "; what was asked for was done. Ask for less at a time"));
        } else if (call.method().equals("tools/list")) {
            whole = lookedAt(call, line, withoutHidden(link, call, line, whole, "tools"));
        } else if (call.method().equals("prompts/list")) {
            whole = withoutHidden(link, call, line, whole, "prompts");
        }
        Span clean = session.runningTenant().liveSignIn().redact(whole);
        if (clean == null || clean != whole && !stillAnswers(clean, key)) {
            clean = withheld(call);
            detail = "the answer was withheld: it held a credential, or the sign-in has ended";
        }
        Runnable rest = session.audit().callEnding(call, status, length, detail);
        if (rest == null) {
            writer.write(Composer.error(
                    id(call),
                    McpErrors.NOT_RECORDED,
                    "the call's end could not be recorded, so its answer is withheld"));
            return;
        }
        try {
            writer.write(clean);
        } finally {
            rest.run();
        }
    }

    /** What the session may not call, or get a prompt of, is not listed either. */
    private Span withoutHidden(Link link, Call call, RpcLine line, Span whole, String key) {
        try {
            return ToolListFilter.filter(
                    whole, line.inner(key), name -> session.isVisible(name) && session.isVisibleInFull(link, name));
        } catch (IllegalArgumentException e) {
            LOG.warn("the list of {} could not be filtered and is withheld: {}", key, e.getMessage());
            return span(
                    Composer.error(id(call), McpErrors.INTERNAL_ERROR, "the list of " + key + " could not be read"));
        }
    }

    /** Tools that say something else of themselves than before are recorded before a model reads it. */
    private Span lookedAt(Call call, RpcLine line, Span whole) {
        try {
            session.runningTenant()
                    .toolPins()
                    .look(
                            line.inner("tools"),
                            tools -> session.audit()
                                    .session(
                                            EventType.TOOL_CHANGED,
                                            ResultStatus.SUCCESS,
                                            "these tools have another description or other arguments than before: "
                                                    + String.join(", ", tools)));
            return whole;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("the list of tools is withheld: {}", e.getMessage());
            return span(Composer.error(
                    id(call), McpErrors.NOT_RECORDED, "what has changed in the list of tools could not be recorded"));
        }
    }

    private static ResultStatus status(RpcLine line) {
        Span error = line.member("error");
        if (error != null) {
            return isNotAuthorised(error) ? ResultStatus.DENIED : ResultStatus.ERROR;
        }
        Span isError = line.inner("isError");
        return isError != null && isError.is("true") ? ResultStatus.ERROR : ResultStatus.SUCCESS;
    }

    /** An upstream's tool that is not there: the tenant server alone knows, and refuses it in our words. */
    private static boolean isNotAuthorised(Span error) {
        try {
            Span code = JsonObjects.member(error, "code");
            return code != null && code.is(Integer.toString(McpErrors.NOT_AUTHORISED));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A credential that was no text (a number, a key) leaves a line behind that is no longer the answer. */
    private boolean stillAnswers(Span line, String key) {
        RpcLine again = scanner.scan(line.bytes(), line.start(), line.length() - 1);
        return again.kind() == RpcLine.Kind.RESPONSE && again.idKey().equals(key);
    }

    private Span withheld(Call call) {
        return span(Composer.error(
                id(call),
                McpErrors.INTERNAL_ERROR,
                "the answer is withheld: it held a credential of tenant '" + session.tenant()
                        + "', or the sign-in has ended"));
    }

    private void pass(Span line) throws IOException {
        Span clean = session.runningTenant().liveSignIn().redact(line);
        if (clean == null) {
            return;
        }
        if (clean != line
                && scanner.scan(clean.bytes(), clean.start(), clean.length() - 1)
                                .kind()
                        == RpcLine.Kind.INVALID) {
            LOG.warn("a message that held a credential was withheld");
            return;
        }
        writer.write(clean);
    }

    /** No line of the protocol: dropped, and the call that it would have answered is told. */
    private void unreadable(Link link, RpcLine line) throws IOException {
        LOG.warn("the tenant server sent a line that is no message: {}", line.problem());
        Call call = line.idKey().isEmpty() ? null : session.ledger().answered(line.idKey(), link.number());
        if (call != null) {
            session.audit().callEnded(call, ResultStatus.ERROR, 0, "the answer was no message: " + line.problem());
            byte[] error = Composer.error(
                    id(call), McpErrors.INTERNAL_ERROR, "the tool's answer was no message: " + line.problem());
            writer.write(error);
        }
    }

    /** The lane has ended, and with it every call that went over it. */
    void ended(Link link, String why) throws IOException {
        session.serverRequests().clear();
        for (Call call : session.ledger().drain(link.number())) {
            session.audit().callEnded(call, ResultStatus.ERROR, 0, why);
            byte[] error = Composer.error(
                    id(call),
                    McpErrors.TENANT_SERVER_GONE,
                    "tenant '" + session.tenant() + "': " + why
                            + "; whether the call took effect is not known. The next call starts it again");
            writer.write(error);
        }
    }

    /** Tells the host of each call in flight that it was cancelled, and why. */
    void withdraw(String why) throws IOException {
        for (Call call : session.ledger().drain(Long.MAX_VALUE)) {
            session.audit().callEnded(call, ResultStatus.CANCELLED, 0, why);
            byte[] error = Composer.error(
                    id(call),
                    McpErrors.SIGNED_OUT,
                    "tenant '" + session.tenant() + "': " + why
                            + (call.link() == Call.HELD
                                    ? ", before the call was approved: it was not made"
                                    : "; whether the call took effect is not known"));
            writer.write(error);
        }
    }

    private static Span id(Call call) {
        return span(call.rawId().getBytes(StandardCharsets.UTF_8));
    }

    private static Span span(byte[] bytes) {
        return new Span(bytes, 0, bytes.length);
    }
}
