package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpRevision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a host's batches apart (JSON-RPC 2.0, section 6): each message of one is taken as if it had come alone, and what is no
 * message is answered among the others' answers. Only MCP 2025-03-26 has batches. For the session's reading thread alone.
 */
final class BatchLines {
    private static final String BOUND = "a batch has 1 to " + CallLedger.MAX + " messages";

    private final Session session;
    private final HostLines lines;
    private final RpcScanner scanner = new RpcScanner();

    BatchLines(Session session, HostLines lines) {
        this.session = session;
        this.lines = lines;
    }

    /** An element that is no message, and why; the id is null where none could be read. */
    private record Wrong(@Nullable Span id, int code, String why) {}

    void take(RpcLine line, byte[] bytes, int start, int length) throws IOException {
        if (!session.handshake().revision().equals(McpRevision.WITH_BATCHES)) {
            refuse(line, "a batch: the negotiated revision has none; send one message a line");
            return;
        }
        List<Span> elements;
        try {
            elements = JsonObjects.elements(new Span(bytes, start, length));
        } catch (IllegalArgumentException e) {
            refuse(line, BOUND);
            return;
        }
        if (elements.isEmpty() || elements.size() > CallLedger.MAX) {
            refuse(line, BOUND);
            return;
        }
        List<Span> messages = new ArrayList<>();
        List<Wrong> wrong = new ArrayList<>();
        Set<String> requests = new LinkedHashSet<>();
        for (Span element : elements) {
            RpcLine one = scanner.scan(element.bytes(), element.start(), element.length());
            switch (one.kind()) {
                case INVALID -> wrong.add(new Wrong(one.id(), one.errorCode(), one.problem()));
                case BATCH -> wrong.add(new Wrong(null, McpErrors.INVALID_REQUEST, "a batch in a batch"));
                case RESPONSE, NOTIFICATION -> messages.add(element);
                case REQUEST -> {
                    if (!begins(one, requests)) {
                        refuse(line, "a batch holds no 'initialize', and each id once that is not in flight already");
                        return;
                    }
                    messages.add(element);
                }
            }
        }
        byte[] errors = session.batches().begin(requests, errors(wrong));
        if (errors != null) {
            session.say(errors);
        }
        for (Span message : messages) {
            byte[] copy = Arrays.copyOf(message.copy(), message.length() + 1);
            copy[message.length()] = '\n';
            lines.take(copy, 0, message.length());
        }
    }

    /** Its answer is found by its id: that is to be of one request alone. */
    private boolean begins(RpcLine request, Set<String> requests) {
        String key = request.idKey();
        return !request.method().equals("initialize")
                && !session.ledger().contains(key)
                && !session.batches().awaits(key)
                && requests.add(key);
    }

    private List<byte[]> errors(List<Wrong> wrong) {
        List<byte[]> errors = new ArrayList<>(wrong.size());
        for (Wrong one : wrong) {
            byte[] error;
            try {
                session.audit().session(EventType.MESSAGE_REFUSED, ResultStatus.DENIED, one.why());
                error = Composer.error(one.id(), one.code(), one.why());
            } catch (IOException e) {
                error = Composer.error(
                        one.id(), McpErrors.NOT_RECORDED, "refused, which cannot be recorded: " + e.getMessage());
            }
            errors.add(Arrays.copyOf(error, error.length - 1));
        }
        return errors;
    }

    private void refuse(RpcLine line, String why) throws IOException {
        lines.refuse(line, McpErrors.INVALID_REQUEST, why);
    }
}
