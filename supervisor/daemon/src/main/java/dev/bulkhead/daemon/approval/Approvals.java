package dev.bulkhead.daemon.approval;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The questions that wait for the consultant, of all tenants. Each has one answer: given, refused, expired or withdrawn; nothing
 * but the first lets anything happen. Both are in the tenant's stream before they have an effect, and what cannot be recorded is
 * not asked, and not given. Safe for any thread; whoever asks is told on the thread that answers.
 */
public final class Approvals {
    /** Open questions of one tenant: more than anybody reads, and a bound on what is kept of calls. */
    public static final int MOST_OF_A_TENANT = 64;

    static final int MOST_SETTLED = 50;
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final Logger LOG = LoggerFactory.getLogger(Approvals.class);

    /** Is told the answer, once. */
    public interface Asker {
        /** @throws IOException when what the answer asks for could not be done, with a sentence for who answered */
        void answered(Answer answer) throws IOException;
    }

    private record Open(Question question, Asker asker, long deadlineNanos) {}

    private final EventSink events;
    private final InstantSource clock;
    private final LongSupplier elapsedNanos;
    private final RandomGenerator random;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Deque<Settled> settled = new ArrayDeque<>();

    /** @param elapsedNanos nanoseconds that only go up, also while the machine sleeps */
    public Approvals(EventSink events, InstantSource clock, LongSupplier elapsedNanos, RandomGenerator random) {
        this.events = events;
        this.clock = clock;
        this.elapsedNanos = elapsedNanos;
        this.random = random;
    }

    /**
     * Asks the consultant.
     *
     * @return the question; none when so many of the tenant wait that no more are taken
     * @throws IOException when it could not be recorded
     */
    public Optional<Question> ask(
            TenantId tenant, String session, String peer, Subject subject, Duration timeout, Asker asker)
            throws IOException {
        synchronized (this) {
            if (open.values().stream()
                            .filter(each -> each.question().tenant().equals(tenant))
                            .count()
                    >= MOST_OF_A_TENANT) {
                return Optional.empty();
            }
            Instant now = clock.instant();
            Question question = new Question(freshId(), tenant, session, peer, subject, now, now.plus(timeout));
            record(question, EventType.APPROVAL_ASKED, ResultStatus.STARTED, "");
            open.put(question.id(), new Open(question, asker, elapsedNanos.getAsLong() + timeout.toNanos()));
            notifyAll();
            return Optional.of(question);
        }
    }

    private String freshId() {
        while (true) {
            StringBuilder id = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            if (!open.containsKey(id.toString())) {
                return id.toString();
            }
        }
    }

    /** Returns the question of that id, while it waits. */
    public synchronized Optional<Question> find(String id) {
        return Optional.ofNullable(open.get(id)).map(Open::question);
    }

    /** Returns what waits, the oldest first. */
    public synchronized List<Question> pending() {
        return open.values().stream().map(Open::question).toList();
    }

    /** Returns how many questions of {@code tenant} wait. */
    public synchronized int pending(TenantId tenant) {
        return (int) open.values().stream()
                .filter(each -> each.question().tenant().equals(tenant))
                .count();
    }

    /** Returns the last answers since the supervisor started, the newest first. */
    public synchronized List<Settled> settled() {
        return List.copyOf(settled);
    }

    /** Waits until something was asked or answered, or {@code limit} has passed. */
    public synchronized void awaitChange(Duration limit) throws InterruptedException {
        wait(Math.max(1, limit.toMillis()));
    }

    /**
     * Answers a question of the consultant's.
     *
     * @return false when it does not wait any more: somebody else answered, or it is gone
     * @throws IOException when the answer could not be recorded: then the question still waits; or when what was answered could
     *     not be done
     */
    public boolean answer(Question question, Answer answer) throws IOException {
        return settle(question, answer);
    }

    /** Takes a question back: nobody wants to know any more. */
    public void withdraw(Question question, String why) {
        end(question, new Answer.Withdrawn(why));
    }

    /** Takes back all questions of a session. */
    public void withdrawAll(String session, String why) {
        pending().stream()
                .filter(question -> question.session().equals(session))
                .forEach(question -> withdraw(question, why));
    }

    /** Called several times a second: what nobody answered in time is refused. */
    public void tick() {
        long now = elapsedNanos.getAsLong();
        List<Question> over;
        synchronized (this) {
            over = open.values().stream()
                    .filter(each -> each.deadlineNanos() - now <= 0)
                    .map(Open::question)
                    .toList();
        }
        over.forEach(question -> end(question, new Answer.Expired()));
    }

    /** A refusal that nobody made: it happens even when it cannot be recorded. */
    private void end(Question question, Answer answer) {
        try {
            settle(question, answer);
        } catch (IOException e) {
            LOG.error("the end of a question could not be recorded or done: {}", e.getMessage());
        }
    }

    private boolean settle(Question question, Answer answer) throws IOException {
        Open found;
        IOException unrecorded = null;
        synchronized (this) {
            found = open.get(question.id());
            if (found == null || found.question() != question) {
                return false;
            }
            try {
                record(question, answer);
            } catch (IOException e) {
                if (answer instanceof Answer.Given) {
                    throw e;
                }
                unrecorded = e;
            }
            open.remove(question.id());
            settled.addFirst(new Settled(question.withoutArguments(), answer, clock.instant()));
            if (settled.size() > MOST_SETTLED) {
                settled.removeLast();
            }
            notifyAll();
        }
        found.asker().answered(answer);
        if (unrecorded != null) {
            throw unrecorded;
        }
        return true;
    }

    private void record(Question question, Answer answer) throws IOException {
        switch (answer) {
            case Answer.Given given ->
                record(
                        question,
                        EventType.APPROVAL_GIVEN,
                        ResultStatus.SUCCESS,
                        ": " + given.scope().wireName() + ", by " + given.by());
            case Answer.Refused refused ->
                record(
                        question,
                        EventType.APPROVAL_REFUSED,
                        ResultStatus.DENIED,
                        (refused.reach() == Answer.Reach.ALWAYS ? ": for good, by " : ": by ") + refused.by());
            case Answer.Expired expired ->
                record(question, EventType.APPROVAL_EXPIRED, ResultStatus.DENIED, ": nobody answered in time");
            case Answer.Withdrawn withdrawn ->
                record(question, EventType.APPROVAL_EXPIRED, ResultStatus.CANCELLED, ": withdrawn, " + withdrawn.why());
        }
    }

    private void record(Question question, EventType type, ResultStatus status, String more) throws IOException {
        String tool = null;
        String argsHash = null;
        if (question.subject() instanceof Subject.Call call) {
            tool = call.tool();
            argsHash = call.argsHash();
        }
        events.record(new AuditEvent(
                clock.instant(),
                question.tenant(),
                question.session(),
                type,
                tool,
                argsHash,
                status,
                -1,
                question.peer(),
                null,
                null,
                0,
                0,
                question.id() + ", " + question.subject().summary() + more));
    }
}
