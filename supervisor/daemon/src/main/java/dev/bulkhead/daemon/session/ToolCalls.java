package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.policy.Admission;
import dev.bulkhead.daemon.policy.Decision;
import dev.bulkhead.daemon.process.Lane;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import java.io.IOException;
import java.util.Objects;

/**
 * A tool call on its way in: decided, recorded, then sent on as it came. For the session's reading thread alone. Whatever the
 * call's arguments say of a tenant is an argument, never an identity.
 */
final class ToolCalls {
    private final Session session;

    ToolCalls(Session session) {
        this.session = session;
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
        switch (session.runningTenant().policy().decide(session.rights().binding(), tool)) {
            case Decision.Refuse refuse ->
                refuse(line, id, tool, ResultStatus.DENIED, McpErrors.NOT_AUTHORISED, refuse.reason());
            // Nobody can be asked yet, and nothing fails open.
            case Decision.AskFirst ask ->
                refuse(
                        line,
                        id,
                        tool,
                        ResultStatus.DENIED,
                        McpErrors.NOT_AUTHORISED,
                        "tenant '" + session.tenant() + "' wants to be asked before '" + tool
                                + "', and this version cannot ask yet: allow or deny it in the tenant's settings");
            case Decision.Allow allow -> admit(line, id, tool, bytes, start, length);
        }
    }

    private void admit(RpcLine line, Span id, String tool, byte[] bytes, int start, int length) throws IOException {
        if (session.ledger().isFull()) {
            refuse(
                    line,
                    id,
                    tool,
                    ResultStatus.LIMITED,
                    McpErrors.LIMITED,
                    "more than " + CallLedger.MAX + " requests are in flight");
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
            link = session.link();
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
        if (lane == null || !lane.process().mayHaveTool(tool) || !isAllowedInFull(lane, tool)) {
            // In the words of every other refusal: what there is, is nobody's to find out.
            admitted.close();
            refuse(
                    line,
                    id,
                    tool,
                    ResultStatus.DENIED,
                    McpErrors.NOT_AUTHORISED,
                    Decision.notAuthorised(session.tenant(), tool));
            return;
        }
        Call.Audited audited;
        try {
            audited = session.audit().callStarted(line, tool, length, admitted);
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
            link.send(bytes, start, length + 1);
        } catch (IOException e) {
            if (session.ledger().remove(key) != null) {
                session.audit().callEnded(call, ResultStatus.ERROR, 0, e.getMessage());
                session.say(Composer.error(
                        id, McpErrors.TENANT_SERVER_GONE, "tenant '" + session.tenant() + "': " + e.getMessage()));
            }
        }
    }

    /** Hosts may see a shortened name: what it stands for must be allowed as well. */
    private boolean isAllowedInFull(Lane lane, String tool) {
        String full = lane.process().fullName(tool);
        return full.equals(tool)
                || session.runningTenant().policy().decide(session.rights().binding(), full) instanceof Decision.Allow;
    }

    private void refuse(RpcLine line, Span id, String tool, ResultStatus status, int code, String why)
            throws IOException {
        session.audit().wholeCall(line, tool, status, why);
        session.say(Composer.error(id, code, why));
    }
}
