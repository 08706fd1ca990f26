package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.tenantserver.json.JsonObject;
import dev.bulkhead.tenantserver.json.Splice;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request about a URI that no upstream has listed: asked of one after the other, in the order of their names, until one knows
 * it. Safe for any thread; one answer is awaited at a time.
 */
final class Trial {
    private final Gateway gateway;
    private final String rawId;
    private final String idKey;
    private final Span whole;
    private final String uri;
    private final ArrayDeque<Member> left = new ArrayDeque<>();
    private byte @Nullable [] firstError;

    Trial(Gateway gateway, String rawId, String idKey, Span whole, String uri) {
        this.gateway = gateway;
        this.rawId = rawId;
        this.idKey = idKey;
        this.whole = whole;
        this.uri = uri;
    }

    void ask(List<Member> members) {
        left.addAll(members);
        next();
    }

    private void next() {
        Member member = left.poll();
        if (member == null) {
            byte[] error = firstError;
            answer(error == null ? Lines.error(rawId, McpErrors.INVALID_PARAMS, "no server has this resource") : error);
            return;
        }
        String ours = gateway.own().ask(member, (line, answer) -> answered(member, line, answer));
        Span id = Objects.requireNonNull(
                new RpcScanner()
                        .scan(whole.bytes(), whole.start(), whole.length())
                        .id(),
                "a request has an id");
        member.port().send(Splice.replace(whole, id, JsonObject.quoted(ours)));
    }

    private void answered(Member member, RpcLine line, Span answer) {
        Span id = Objects.requireNonNull(line.id(), "an answer has an id");
        Span error = line.member("error");
        byte[] forHost = Splice.replace(answer, id, Splice.bytes(rawId));
        if (error == null) {
            gateway.resources().claim(member.name(), uri);
            answer(forHost);
            return;
        }
        Span code = Lists.member(error, "code");
        boolean isUnknownMethod = code != null && code.is("-32601");
        if (firstError == null && !isUnknownMethod) {
            firstError = forHost;
        }
        next();
    }

    private void answer(byte[] line) {
        if (gateway.inFlight().finish(idKey, null)) {
            gateway.say(line);
        }
    }
}
