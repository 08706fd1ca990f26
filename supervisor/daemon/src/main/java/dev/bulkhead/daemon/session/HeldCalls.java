package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.Answer;
import dev.bulkhead.daemon.approval.Approvals;
import dev.bulkhead.daemon.approval.CallConsents;
import dev.bulkhead.daemon.approval.HostTools;
import dev.bulkhead.daemon.approval.Question;
import dev.bulkhead.daemon.approval.RunningProgram;
import dev.bulkhead.daemon.approval.Scope;
import dev.bulkhead.daemon.approval.Subject;
import dev.bulkhead.daemon.policy.Decision;
import dev.bulkhead.daemon.tenant.AskInHost;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The calls of one session that wait for the consultant. Each stands in the session's ledger like any call in flight, so that
 * whatever ends those ends it too, and has a thread of its own that waits; the session's other calls go on. Arguments are kept in
 * memory alone, and go with the answer. Safe for any thread.
 */
final class HeldCalls {
    private static final Duration TELL_EVERY = Duration.ofSeconds(5);
    private static final String WAITING = "waiting for the consultant's approval ('bulkhead approve')";
    private static final int LONGEST_SHOWN = 64 * 1024;

    /** So much is kept for one session's calls that wait; one line alone may have 16 MiB. */
    private static final long MOST_BYTES = 32L << 20;

    /** Sends a call on that was consented to. */
    interface Release {
        void release(Held held) throws IOException;
    }

    /**
     * A call that waits.
     *
     * @param bytes its line, with LF
     * @param slot its place among the calls in flight, empty still
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Held(String key, String tool, byte[] bytes, Call call, HeldAdmission slot, Question question) {}

    private final Session session;
    private final Release release;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Map<String, Question> inHost = new ConcurrentHashMap<>();

    HeldCalls(Session session, Release release) {
        this.session = session;
        this.release = release;
    }

    int size() {
        return held.size();
    }

    private Approvals approvals() {
        return session.runningTenant().approvals();
    }

    /** What the consultant has said of such calls before. */
    CallConsents.Standing standing(String tool) {
        return session.runningTenant().consents().standing(session.tenant(), session.id(), program(), tool);
    }

    private RunningProgram program() {
        return session.hostProcess().program();
    }

    /**
     * Holds a call until it is answered; for the session's reading thread.
     *
     * @throws IOException when its start could not be recorded: then it is not held, and not made
     */
    void hold(RpcLine line, Span id, String tool, Decision.AskFirst ask, byte[] bytes, int start, int length)
            throws IOException {
        HeldAdmission slot = new HeldAdmission();
        Call.Audited audited = session.audit().audited(line, tool, length, slot);
        session.audit().callStarted(audited).run();
        Call call = new Call("tools/call", id.raw(), Call.HELD, audited, line.scannedAt());
        String key = line.idKey();
        session.ledger().add(key, call);
        if (held.values().stream().mapToLong(each -> each.bytes().length).sum() + length > MOST_BYTES) {
            refuse(
                    key,
                    call,
                    ResultStatus.LIMITED,
                    McpErrors.LIMITED,
                    tool,
                    "the calls that wait are too large: wait for an answer");
            return;
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Optional<Question> question;
        try {
            question = approvals()
                    .ask(
                            session.tenant(),
                            session.id(),
                            session.peer().describe(),
                            subject(line, tool, audited.argsHash(), ask),
                            ask.timeout(),
                            answer::complete);
        } catch (IOException e) {
            refuse(key, call, ResultStatus.ERROR, McpErrors.NOT_RECORDED, tool, "the question could not be recorded");
            return;
        }
        if (question.isEmpty()) {
            refuse(
                    key,
                    call,
                    ResultStatus.LIMITED,
                    McpErrors.LIMITED,
                    tool,
                    Approvals.MOST_OF_A_TENANT
                            + " questions of the tenant wait for the consultant: wait for an answer");
            return;
        }
        Held one =
                new Held(key, tool, Arrays.copyOfRange(bytes, start, start + length + 1), call, slot, question.get());
        held.put(key, one);
        String token = progressToken(line);
        boolean log = token == null && session.handshake().mayLog("notice");
        askInHost(one);
        Thread.ofVirtual().name("holds a call").start(() -> await(one, answer, token, log));
    }

    private Subject.Call subject(RpcLine line, String tool, String argsHash, Decision.AskFirst ask) {
        Span arguments = line.inner("arguments");
        String shown = arguments == null
                ? ""
                : new Span(arguments.bytes(), arguments.start(), Math.min(arguments.length(), LONGEST_SHOWN)).raw();
        return new Subject.Call(
                tool,
                shown,
                arguments == null ? 0 : arguments.length(),
                argsHash,
                ask.by().text(),
                program(),
                session.hostProcess().parents());
    }

    private static @Nullable String progressToken(RpcLine line) {
        try {
            Span token = JsonObjects.member(line.inner("_meta"), "progressToken");
            return token == null || token.first() == '{' || token.first() == '[' || token.length() > RpcLine.MAX_ID
                    ? null
                    : token.raw();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void await(Held one, CompletableFuture<Answer> answer, @Nullable String token, boolean log) {
        MDC.put("tenant", session.tenant().value());
        MDC.put("session", session.id());
        if (log) {
            session.say(Composer.log("notice", one.tool() + ": " + WAITING));
        }
        for (long told = 0; ; told++) {
            if (token != null) {
                session.say(Composer.progress(token, told, WAITING));
            }
            try {
                answered(one, answer.get(TELL_EVERY.toMillis(), TimeUnit.MILLISECONDS));
                return;
            } catch (TimeoutException e) {
                // The host is told again that its call is not dead.
            } catch (InterruptedException | ExecutionException e) {
                answered(one, new Answer.Withdrawn("the supervisor ends"));
                return;
            }
        }
    }

    private void answered(Held one, Answer answer) {
        held.remove(one.key(), one);
        inHost.values().remove(one.question());
        if (one.question().subject() instanceof Subject.Call call) {
            session.runningTenant().consents().keep(one.question(), call, answer);
        }
        switch (answer) {
            case Answer.Given given -> {
                try {
                    release.release(one);
                } catch (IOException | RuntimeException e) {
                    refuse(one, ResultStatus.ERROR, McpErrors.INTERNAL_ERROR, "it could not go on: " + e.getMessage());
                }
            }
            case Answer.Refused refused ->
                refuse(one, ResultStatus.DENIED, McpErrors.NOT_AUTHORISED, "the consultant refused it");
            case Answer.Expired expired ->
                refuse(one, ResultStatus.DENIED, McpErrors.NOT_AUTHORISED, "the consultant did not approve it in time");
            case Answer.Withdrawn withdrawn ->
                refuse(one, ResultStatus.CANCELLED, McpErrors.SIGNED_OUT, withdrawn.why() + ", before it was approved");
        }
    }

    /** Ends a held call without having made it, unless something else has ended it before. */
    void refuse(Held one, ResultStatus status, int code, String why) {
        refuse(one.key(), one.call(), status, code, one.tool(), why);
    }

    private void refuse(String key, Call call, ResultStatus status, int code, String tool, String why) {
        if (session.ledger().remove(key, call)) {
            session.audit().callEnded(call, status, 0, why);
            byte[] id = call.rawId().getBytes(StandardCharsets.UTF_8);
            session.say(Composer.error(
                    new Span(id, 0, id.length), code, Decision.notAuthorised(session.tenant(), tool) + ": " + why));
        }
    }

    /** The host does not want a call any more, and was told so already. */
    void cancelled(String key) {
        Held one = held.get(key);
        if (one != null) {
            approvals().withdraw(one.question(), "cancelled by the host");
        }
    }

    /** None of them may go on any more. */
    void withdrawAll(String why) {
        held.values().forEach(one -> approvals().withdraw(one.question(), why));
    }

    /** Where the settings trust the host with it, and it can show a form, the host asks too. The first answer counts. */
    private void askInHost(Held one) {
        boolean trusted = session.runningTenant().settings().tools().askInHost() == AskInHost.YES;
        if (!trusted || !session.handshake().hasForms() || !(one.question().subject() instanceof Subject.Call call)) {
            return;
        }
        String id = session.handshake().ownId("ask-" + one.question().id());
        inHost.put("s:" + id, one.question());
        session.say(session.composer()
                .approvalForm(
                        id, "Tenant " + session.tenant() + ": may " + call.tool() + " be called? " + call.arguments()));
    }

    /** Takes the host's answer to a form of ours; returns whether it was one. */
    boolean answeredInHost(RpcLine line) throws IOException {
        Question question = inHost.remove(line.idKey());
        if (question == null) {
            return false;
        }
        String by = session.peer().describe() + ", in the host's own form";
        boolean accepted;
        try {
            Span action = line.inner("action");
            Span yes = JsonObjects.member(line.inner("content"), "approve");
            accepted = action != null && action.text().equals("accept") && yes != null && yes.is("true");
        } catch (IllegalArgumentException e) {
            accepted = false;
        }
        // Looked up again: whoever is trusted no more while the form is shown does not answer it.
        if (accepted && session.runningTenant().settings().tools().askInHost() == AskInHost.NO) {
            return true;
        }
        approvals()
                .answer(
                        question,
                        accepted
                                ? new Answer.Given(Scope.ONCE, HostTools.ALL, by)
                                : new Answer.Refused(Answer.Reach.ONCE, by));
        return true;
    }
}
