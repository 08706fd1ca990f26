package dev.bulkhead.tenantserver.mcp;

import dev.bulkhead.tenantserver.lane.Work;
import dev.bulkhead.tenantserver.tool.Arguments;
import dev.bulkhead.tenantserver.tool.Cancellation;
import dev.bulkhead.tenantserver.tool.Result;
import dev.bulkhead.tenantserver.tool.Session;
import dev.bulkhead.tenantserver.tool.Tool;
import dev.bulkhead.tenantserver.workspace.Refused;
import java.io.IOException;

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
    public void run() throws IOException {
        if (cancellation.isCancelled()) {
            calls.finish(id);
            return;
        }
        try {
            Arguments arguments = Arguments.read(tool, message.line, message.argumentsFrom, message.argumentsTo);
            Result result = tool.call(new Tool.Call(session, arguments, cancellation));
            if (finish()) {
                answers.result(id, era, result);
            }
        } catch (Refused e) {
            if (finish()) {
                answers.failure(id, era, e.sentence());
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            if (finish()) {
                answers.failure(
                        id,
                        era,
                        tool.name() + " failed: internal error (" + e.getClass().getSimpleName() + ")");
            }
        }
    }

    /** Before its answer: whoever reads that may use the id again at once. Returns whether an answer is wanted. */
    private boolean finish() {
        calls.finish(id);
        return !cancellation.isCancelled();
    }
}
