package dev.bulkhead.tenantserver.mcp;

import dev.bulkhead.tenantserver.lane.Work;
import dev.bulkhead.tenantserver.tool.Arguments;
import dev.bulkhead.tenantserver.tool.Cancellation;
import dev.bulkhead.tenantserver.tool.Result;
import dev.bulkhead.tenantserver.tool.Session;
import dev.bulkhead.tenantserver.tool.Tool;
import dev.bulkhead.tenantserver.workspace.Refused;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One {@code tools/call}, from its line to its answer. A cancelled one is not answered. */
final class ToolWork implements Work {
    private final Tool tool;
    private final RequestId id;
    private final Era era;
    private final Message message;
    private final Session session;
    private final Answers answers;
    private final Calls calls;
    private final Cancellation cancellation = new Cancellation();
    private @Nullable Result result;
    private String failure = "";

    ToolWork(Tool tool, RequestId id, Era era, Message message, Session session, Answers answers, Calls calls) {
        this.tool = tool;
        this.id = id;
        this.era = era;
        this.message = message;
        this.session = session;
        this.answers = answers;
        this.calls = calls;
    }

    void cancel() {
        cancellation.cancel();
    }

    @Override
    public int size() {
        return message.argumentsTo - message.argumentsFrom;
    }

    @Override
    public void run() {
        if (cancellation.isCancelled()) {
            return;
        }
        try {
            Arguments arguments = Arguments.read(tool, message.line, message.argumentsFrom, message.argumentsTo);
            result = tool.call(new Tool.Call(session, arguments, cancellation));
        } catch (Refused e) {
            failure = e.sentence();
        } catch (RuntimeException | OutOfMemoryError e) {
            failure = internal(e);
        }
    }

    @Override
    public void answer() throws IOException {
        calls.finish(id); // Before its answer: whoever reads that may use the id again at once.
        if (cancellation.isCancelled()) {
            return;
        }
        Result found = result;
        if (found == null) {
            answers.failure(id, era, failure);
            return;
        }
        try {
            answers.result(id, era, found);
        } catch (RuntimeException | OutOfMemoryError e) {
            answers.failure(id, era, internal(e));
        }
    }

    private String internal(Throwable e) {
        return tool.name() + " failed: internal error (" + e.getClass().getSimpleName() + ")";
    }
}
