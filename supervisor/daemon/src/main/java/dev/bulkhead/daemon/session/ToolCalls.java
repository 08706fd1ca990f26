package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.CallConsents;
import dev.bulkhead.daemon.policy.Admission;
import dev.bulkhead.daemon.policy.Decision;
import dev.bulkhead.daemon.policy.Rule;
import dev.bulkhead.daemon.process.Lane;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tool call on its way in: decided, recorded, then sent on as it came. For the session's reading thread, but for a call that was
 * held. Whatever the
 * call's arguments say of a tenant is an argument, never an identity.
 */
final class ToolCalls {
    private static final Rule AFTER_A_SWITCH =
            new Rule("the first call after a switch of clients that may change something");

    private static final Rule UNKNOWN_IN_FULL =
            new Rule("a shortened name, and the tools were not listed since: nobody knows what it stands for");

    private final Session session;
    private final HeldCalls held;

    ToolCalls(Session session) {
        this.session = session;
        this.held = new HeldCalls(session, this::release);
    }

    HeldCalls held() {
        return held;
    }

    void take(RpcLine line, byte[] bytes, int start, int length) throws IOException {
        Span id = Objects.requireNonNull(line.id(), "a request has an id");
        Span name = line.inner("name");
        if (name == null || name.first() != '"') {
            session.audit().wholeCall(line, "", ResultStatus.DENIED, "params.name is no string");
            session.say(Composer.error(id, McpErrors.INVALID_PARAMS, "params.name is no string"));
            return;
        }
        String tool = name.text();
        switch (decide(tool)) {
            case Decision.Refuse refuse ->
                refuse(line, id, tool, ResultStatus.DENIED, McpErrors.NOT_AUTHORISED, refuse.reason());
            case Decision.AskFirst ask -> {
                switch (held.standing(tool)) {
                    case ASK -> hold(line, id, tool, ask, bytes, start, length);
                    case CONSENTED -> admit(line, id, tool, bytes, start, length);
                    case REFUSED -> refused(line, id, tool, ": the consultant refused it for this session");
                }
            }
            case Decision.Allow allow -> admit(line, id, tool, bytes, start, length);
        }
    }

    private Decision.AskFirst askFirst(Rule rule) {
        return new Decision.AskFirst(
                rule, session.runningTenant().settings().tools().askTimeout());
    }

    private Decision decide(String tool) {
        return session.runningTenant().policy().decide(session.rights().binding(), tool);
    }

    private void hold(RpcLine line, Span id, String tool, Decision.AskFirst ask, byte[] bytes, int start, int length)
            throws IOException {
        if (!isFull(line, id, tool)) {
            held.hold(line, id, tool, ask, bytes, start, length);
        }
    }

    private boolean isFull(RpcLine line, Span id, String tool) throws IOException {
        if (session.ledger().isFull()) {
            refuse(
                    line,
                    id,
                    tool,
                    ResultStatus.LIMITED,
                    McpErrors.LIMITED,
                    "more than " + CallLedger.MAX + " requests are in flight");
            return true;
        }
        return false;
    }

    private void admit(RpcLine line, Span id, String tool, byte[] bytes, int start, int length) throws IOException {
        if (isFull(line, id, tool)) {
            return;
        }
        switch (session.runningTenant().admit()) {
            case Admission.Limited limited ->
                refuse(line, id, tool, ResultStatus.LIMITED, McpErrors.LIMITED, limited.reason());
            case Admission.Admitted admitted -> {
                try {
                    send(line, id, tool, admitted, bytes, start, length);
                } catch (IOException | RuntimeException e) {
                    // Its place among the calls in flight must not be lost with it.
                    admitted.close();
                    throw e;
                }
            }
        }
    }

    private void send(
            RpcLine line, Span id, String tool, Admission.Admitted admitted, byte[] bytes, int start, int length)
            throws IOException {
        Link link;
        try {
            link = session.lane().link();
        } catch (IOException | SandboxUnavailableException e) {
            admitted.close();
            refuse(
                    line,
                    id,
                    tool,
                    ResultStatus.ERROR,
                    McpErrors.TENANT_SERVER_GONE,
                    "tenant '" + session.tenant() + "': " + e.getMessage());
            return;
        }
        Lane lane = link.lane();
        Decision inFull = inFull(lane, tool);
        if (lane == null || inFull instanceof Decision.Refuse) {
            // In the words of every other refusal: what there is, is nobody's to find out.
            admitted.close();
            boolean isUnknown = inFull instanceof Decision.Refuse refuse && refuse.by() == UNKNOWN_IN_FULL;
            refused(line, id, tool, isUnknown ? ": it is a shortened name; list the tools, then call it again" : "");
            return;
        }
        if (inFull instanceof Decision.AskFirst ask && held.standing(tool) != CallConsents.Standing.CONSENTED) {
            admitted.close();
            held.hold(line, id, tool, ask, bytes, start, length);
            return;
        }
        if (isHeldAsTheFirst(line, id, tool, admitted, bytes, start, length)) {
            return;
        }
        if (session.asksBeforeWriting() && !session.runningTenant().changesNothing(tool)) {
            admitted.close();
            held.hold(line, id, tool, askFirst(AFTER_A_SWITCH), bytes, start, length);
            return;
        }
        Call.Audited audited = session.audit().audited(line, tool, length, admitted);
        Runnable rest;
        try {
            rest = session.audit().callStarted(audited);
        } catch (IOException e) {
            admitted.close();
            session.say(Composer.error(
                    id,
                    McpErrors.NOT_RECORDED,
                    "the call is not made, since it cannot be recorded: " + e.getMessage()));
            return;
        }
        String key = line.idKey();
        Call call = new Call("tools/call", id.raw(), link.number(), audited, line.scannedAt());
        session.ledger().add(key, call);
        try {
            send(link, key, call, bytes, start, length + 1);
        } finally {
            rest.run();
        }
    }

    /** Holds a call of a tool that was never called, or refuses it where the consultant did before; else nothing. */
    private boolean isHeldAsTheFirst(
            RpcLine line, Span id, String tool, Admission.Admitted admitted, byte[] bytes, int start, int length)
            throws IOException {
        CallConsents.Standing standing = held.standing(tool);
        Optional<Rule> rule = standing == CallConsents.Standing.CONSENTED
                ? Optional.empty()
                : session.runningTenant().asksFirst(tool);
        if (rule.isEmpty()) {
            return false;
        }
        admitted.close();
        if (standing == CallConsents.Standing.REFUSED) {
            refused(line, id, tool, ": the consultant refused it for this session");
        } else {
            held.hold(line, id, tool, askFirst(rule.get()), bytes, start, length);
        }
        return true;
    }

    /** Hosts may see a shortened name: what it stands for must be allowed as well. A tool that cannot be there is refused. */
    private Decision inFull(@Nullable Lane lane, String tool) {
        Rule rule = new Rule("the tenant has no such tool");
        if (lane == null || !lane.process().mayHaveTool(tool)) {
            return new Decision.Refuse(rule, Decision.notAuthorised(session.tenant(), tool));
        }
        Optional<String> full = session.runningTenant().shortNames().full(lane.process(), tool);
        if (full.isEmpty()) {
            return new Decision.Refuse(UNKNOWN_IN_FULL, Decision.notAuthorised(session.tenant(), tool));
        }
        return full.get().equals(tool) ? new Decision.Allow(rule) : decide(full.get());
    }

    /**
     * Sends a call on that the consultant consented to, if it may still be made: settings, sign-in and limits count as they are
     * now, and not as they were when it came. On its own thread.
     */
    private void release(HeldCalls.Held one) throws IOException {
        session.hasAsked();
        if (!session.rights().isLive()) {
            held.refuse(
                    one,
                    ResultStatus.DENIED,
                    McpErrors.SIGNED_OUT,
                    session.rights().whyNot());
            return;
        }
        if (decide(one.tool()) instanceof Decision.Refuse) {
            held.refuse(one, ResultStatus.DENIED, McpErrors.NOT_AUTHORISED, "the settings do not allow it any more");
            return;
        }
        switch (session.runningTenant().admit()) {
            case Admission.Limited limited -> {
                held.refuse(one, ResultStatus.LIMITED, McpErrors.LIMITED, limited.reason());
                return;
            }
            case Admission.Admitted admitted -> one.slot().fill(admitted);
        }
        Link link;
        try {
            link = session.lane().link();
        } catch (IOException | SandboxUnavailableException e) {
            held.refuse(one, ResultStatus.ERROR, McpErrors.TENANT_SERVER_GONE, String.valueOf(e.getMessage()));
            return;
        }
        if (inFull(link.lane(), one.tool()) instanceof Decision.Refuse) {
            held.refuse(one, ResultStatus.DENIED, McpErrors.NOT_AUTHORISED, "there is no such tool");
            return;
        }
        Call was = one.call();
        Call going = new Call(was.method(), was.rawId(), link.number(), was.audited(), was.startNanos());
        if (session.ledger().replace(one.key(), was, going)) {
            send(link, one.key(), going, one.bytes(), 0, one.bytes().length);
        }
    }

    /** Whoever takes the call out of the ledger ends it: the writer may have seen the server's end before us. */
    private void send(Link link, String key, Call call, byte[] bytes, int start, int lengthWithLf) {
        try {
            link.send(bytes, start, lengthWithLf);
        } catch (IOException e) {
            if (session.ledger().remove(key, call)) {
                session.audit().callEnded(call, ResultStatus.ERROR, 0, e.getMessage());
                byte[] id = call.rawId().getBytes(StandardCharsets.UTF_8);
                session.say(Composer.error(
                        new Span(id, 0, id.length),
                        McpErrors.TENANT_SERVER_GONE,
                        "tenant '" + session.tenant() + "': " + e.getMessage()));
            }
        }
    }

    private void refused(RpcLine line, Span id, String tool, String more) throws IOException {
        refuse(
                line,
                id,
                tool,
                ResultStatus.DENIED,
                McpErrors.NOT_AUTHORISED,
                Decision.notAuthorised(session.tenant(), tool) + more);
    }

    private void refuse(RpcLine line, Span id, String tool, ResultStatus status, int code, String why)
            throws IOException {
        session.audit().wholeCall(line, tool, status, why);
        session.say(Composer.error(id, code, why));
    }
}
