package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpMeta;
import dev.bulkhead.protocol.mcp.McpRevision;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A host of 2026-07-28 and an upstream with {@code initialize} (supervisor/docs/eras.md). Every request is
 * checked here, since the upstream knows nothing of what it carries; results get what the host expects of them, and what the
 * upstream asks back becomes {@code input_required}.
 */
public final class ModernToLegacy implements Bridge {
    private final Span initialized;
    private final Capabilities capabilities;
    private final Ends ends;
    private final LogSwitch logs;
    private final LegacyAnswers answers;
    private final AtUpstream upstream;
    private final LegacyCalls calls;
    private final Subscribers subscribers;

    /**
     * @param meta {@code _meta} of the host's first request: its capabilities were declared to the upstream
     * @param initialized the upstream's InitializeResult
     */
    public ModernToLegacy(byte[] meta, Span initialized, Capabilities capabilities, Said said, Ends ends) {
        Span first = JsonObjects.member(new Span(meta, 0, meta.length), McpMeta.CLIENT_CAPABILITIES);
        Span info = JsonObjects.member(initialized, "serverInfo");
        this.initialized = initialized;
        this.capabilities = capabilities;
        this.ends = ends;
        this.logs = new LogSwitch(capabilities, ends);
        this.answers = new LegacyAnswers(capabilities, info != null && info.first() == '{' ? info : null);
        this.upstream = new AtUpstream(answers, ends);
        Span declared = first == null ? new Span(new byte[] {'{', '}'}, 0, 2) : first;
        this.calls = new LegacyCalls(declared, answers, upstream, logs, ends);
        this.subscribers = new Subscribers(capabilities, said, ends);
    }

    @Override
    public void started() {
        subscribers.started();
    }

    @Override
    public void fromHost(RpcLine line, byte[] bytes) {
        switch (line.kind()) {
            case REQUEST -> {
                Span id = line.id();
                if (id != null) {
                    request(new ModernRequest(line, id, bytes));
                }
            }
            case NOTIFICATION -> notification(line, bytes);
            case RESPONSE -> ends.noise("a host of 2026-07-28 must not send answers: dropped");
            case BATCH, INVALID -> {}
        }
    }

    private void request(ModernRequest request) {
        byte[] refusal = request.refusal;
        if (calls.isOpen(request.key) || subscribers.isOpen(request.key)) {
            error(request, McpErrors.INVALID_REQUEST, "this id is in flight already");
            return;
        }
        if (refusal != null) {
            toHost(refusal);
            return;
        }
        switch (request.method) {
            case "server/discover" -> discover(request);
            case "subscriptions/listen" -> subscribers.listen(request);
            case "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe" -> unknown(request);
            default -> {
                if (request.method.startsWith("tasks/") || capabilities.lacks(request.method)) {
                    unknown(request);
                } else {
                    calls.request(request);
                }
            }
        }
    }

    private void unknown(ModernRequest request) {
        error(request, McpErrors.METHOD_NOT_FOUND, "this server has no " + request.method);
    }

    private void discover(ModernRequest request) {
        JsonObject shown = JsonObject.of(capabilities.bytes());
        shown.remove("tasks");
        JsonObject result = new JsonObject();
        result.put("supportedVersions", Messages.utf8("[\"" + McpRevision.MODERN + "\"]"));
        result.put("capabilities", shown);
        Span instructions = JsonObjects.member(initialized, "instructions");
        if (instructions != null) {
            result.put("instructions", instructions);
        }
        Results.toModern(result, request.method, answers.serverInfo());
        toHost(Messages.result(request.id.copy(), result));
    }

    private void notification(RpcLine line, byte[] bytes) {
        if (line.method().equals("notifications/cancelled")) {
            String key = Messages.key(line.inner("requestId"));
            Span reason = line.inner("reason");
            if (!subscribers.cancel(key)) {
                calls.cancel(key, reason == null ? "cancelled" : reason.text());
            }
        } else if (!line.method().equals("notifications/initialized")) {
            toUpstream(bytes);
        }
    }

    @Override
    public void fromUpstream(RpcLine line, byte[] bytes, int from, int to) {
        Span whole = new Span(bytes, from, to - from);
        switch (line.kind()) {
            case REQUEST -> asked(line, whole);
            case NOTIFICATION -> news(line, whole);
            case RESPONSE -> {
                if (!calls.answered(line, whole) && !subscribers.answered(line) && !LogSwitch.isAnswer(line.idKey())) {
                    ends.noise("an answer to a request that is not in flight: dropped");
                }
            }
            case BATCH, INVALID -> {}
        }
    }

    private void asked(RpcLine line, Span whole) {
        Span id = line.id();
        String method = line.method();
        if (id == null) {
            return;
        }
        if (method.equals("ping")) {
            toUpstream(Messages.emptyResult(id.copy()));
        } else if (calls.questions().isAsked(line.idKey())) {
            ends.noise("a request whose id is in flight already: dropped");
        } else if (!Asking.isKnown(method)) {
            toUpstream(Messages.error(id.copy(), McpErrors.METHOD_NOT_FOUND, "the host has no such method"));
        } else {
            try {
                calls.asked(line.idKey(), id, method, whole);
            } catch (IllegalArgumentException e) {
                toUpstream(Messages.error(id.copy(), McpErrors.INVALID_PARAMS, "it cannot be used: " + e.getMessage()));
            }
        }
    }

    private void news(RpcLine line, Span whole) {
        switch (line.method()) {
            case "notifications/progress" -> progress(line.inner("progressToken"), whole);
            case "notifications/message" -> {
                if (logs.isWanted(line.inner("level"))) {
                    ends.toHost(whole.bytes(), whole.start(), whole.end());
                }
            }
            case "notifications/cancelled" -> calls.questions().cancelled(Messages.key(line.inner("requestId")));
            case "notifications/tools/list_changed" -> subscribers.listChanged("tools", whole);
            case "notifications/prompts/list_changed" -> subscribers.listChanged("prompts", whole);
            case "notifications/resources/list_changed" -> subscribers.listChanged("resources", whole);
            case "notifications/resources/updated" -> {
                Span uri = line.inner("uri");
                if (uri != null) {
                    subscribers.updated(uri.text(), whole);
                }
            }
            case "notifications/elicitation/complete", "notifications/tasks/status" -> {} // Gone in 2026-07-28.
            default -> ends.toHost(whole.bytes(), whole.start(), whole.end());
        }
    }

    private void progress(@Nullable Span token, Span whole) {
        String key = Messages.key(token);
        ModernRequest request = upstream.waitingFor(key);
        Span wanted = request == null ? null : request.token;
        if (wanted == null) {
            return;
        }
        if (Messages.key(wanted).equals(key)) {
            ends.toHost(whole.bytes(), whole.start(), whole.end());
            return;
        }
        JsonObject message = new JsonObject(whole);
        message.needObject("params").put("progressToken", wanted);
        toHost(message.bytes());
    }

    @Override
    public void unreadable(String key, String problem) {
        calls.unreadable(key, problem);
    }

    @Override
    public void ended(String sentence) {
        calls.ended(sentence);
    }

    private void error(ModernRequest request, int code, String message) {
        toHost(Messages.error(request.id.copy(), code, message));
    }

    private void toUpstream(byte[] line) {
        try {
            ends.toUpstream(line);
        } catch (IOException e) {
            ends.noise("a message could not be sent: " + e.getMessage());
        }
    }

    private void toHost(byte[] line) {
        ends.toHost(line, 0, line.length);
    }
}
