package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.policy.Admission;
import dev.bulkhead.daemon.policy.Decision;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a host has of upstreams beside calls: their resources, prompts and completions (MCP, server features). Decided and limited
 * as calls are, and recorded before the answer goes back. Changes nothing, so its start has no row. For the session's reading
 * thread alone.
 */
final class Readings {
    private final Session session;

    Readings(Session session) {
        this.session = session;
    }

    /** Returns what a request of that method is recorded as; null when it is none of these. */
    static @Nullable EventType typeOf(String method) {
        return switch (method) {
            case "resources/read" -> EventType.RESOURCE_READ;
            case "resources/subscribe" -> EventType.RESOURCE_SUBSCRIBED;
            case "prompts/get" -> EventType.PROMPT_READ;
            case "completion/complete" -> EventType.COMPLETION_ASKED;
            default -> null;
        };
    }

    void take(EventType type, RpcLine line, Era era, byte[] bytes, int start, int length) throws IOException {
        String prompt;
        try {
            prompt = prompt(type, line);
        } catch (IllegalArgumentException e) {
            refuse(type, line, null, ResultStatus.DENIED, McpErrors.INVALID_PARAMS, "params.ref: " + e.getMessage());
            return;
        }
        if (prompt != null && !session.isVisible(prompt)) {
            refuse(
                    type,
                    line,
                    prompt,
                    ResultStatus.DENIED,
                    McpErrors.NOT_AUTHORISED,
                    Decision.notAuthorised(session.tenant(), prompt));
            return;
        }
        if (session.ledger().isFull()) {
            String why = "more than " + CallLedger.MAX + " requests are in flight";
            refuse(type, line, prompt, ResultStatus.LIMITED, McpErrors.LIMITED, why);
            return;
        }
        switch (session.runningTenant().admit()) {
            case Admission.Limited limited ->
                refuse(type, line, prompt, ResultStatus.LIMITED, McpErrors.LIMITED, limited.reason());
            case Admission.Admitted admitted -> {
                try {
                    send(line, era, session.audit().reading(type, line, prompt, admitted), bytes, start, length);
                } catch (RuntimeException e) {
                    // Its place among what is in flight must not be lost with it.
                    admitted.close();
                    throw e;
                }
            }
        }
    }

    /** The prompt that is asked for, or whose arguments are to be completed. */
    private static @Nullable String prompt(EventType type, RpcLine line) {
        Span name = switch (type) {
            case PROMPT_READ -> line.inner("name");
            case COMPLETION_ASKED -> JsonObjects.member(line.inner("ref"), "name");
            default -> null;
        };
        return name == null || name.first() != '"' ? null : name.text();
    }

    private void send(RpcLine line, Era era, Call.Audited audited, byte[] bytes, int start, int length) {
        Span id = Objects.requireNonNull(line.id(), "a request has an id");
        String key = line.idKey();
        String uri = ResourceSubscriptions.uri(line, era);
        Call call = new Call(line.method(), id.raw(), Call.HELD, audited, line.scannedAt(), uri);
        try {
            Link link = session.lane().link();
            // Hosts may see a shortened name: what it stands for must be allowed as well.
            if (audited.tool() != null && !session.isVisibleInFull(link, audited.tool())) {
                end(call, id, ResultStatus.DENIED, McpErrors.NOT_AUTHORISED, notAuthorised(audited));
                return;
            }
            call = new Call(call.method(), call.rawId(), link.number(), audited, call.startNanos(), uri);
            session.ledger().add(key, call);
            link.send(bytes, start, length + 1);
        } catch (IOException | SandboxUnavailableException e) {
            // Whoever takes it out of the ledger answers it: the writer may have seen the server's end before us.
            if (call.link() == Call.HELD || session.ledger().remove(key, call)) {
                String why = "tenant '" + session.tenant() + "': " + e.getMessage();
                end(call, id, ResultStatus.ERROR, McpErrors.TENANT_SERVER_GONE, why);
            }
        }
    }

    private String notAuthorised(Call.Audited audited) {
        return Decision.notAuthorised(session.tenant(), String.valueOf(audited.tool()));
    }

    private void end(Call call, Span id, ResultStatus status, int code, String why) {
        session.audit().callEnded(call, status, 0, why);
        session.say(Composer.error(id, code, why));
    }

    private void refuse(
            EventType type, RpcLine line, @Nullable String prompt, ResultStatus status, int code, String why)
            throws IOException {
        session.audit().refusedReading(type, line, prompt, status, why);
        session.say(Composer.error(line.id(), code, why));
    }
}
