package dev.bulkhead.daemon.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ApprovalsTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");
    private static final RunningProgram HOST = new RunningProgram(7, Instant.EPOCH, "/opt/host");
    private static final Subject.Call CALL = new Subject.Call(
            "write_file", "{\"content\":\"a secret plan\"}", 27, "hmac-sha256:00", "tools.ask", HOST, List.of());
    private static final Answer GIVEN = new Answer.Given(Scope.ONCE, HostTools.ALL, "9 /bin/bash");

    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private boolean auditBroken;
    private long elapsed = Long.MAX_VALUE - 1_000;
    private final Approvals approvals = new Approvals(this::record, () -> Instant.EPOCH, () -> elapsed, new Random(1));

    private void record(AuditEvent event) throws IOException {
        if (auditBroken) {
            throw new IOException("the disk is full");
        }
        events.add(event);
    }

    private Question ask(TenantId tenant) throws IOException {
        return approvals
                .ask(tenant, "s-1", "7 /opt/host", CALL, Duration.ofMinutes(5), answers::add)
                .orElseThrow();
    }

    private List<EventType> types() {
        return events.stream().map(AuditEvent::type).toList();
    }

    @Test
    void aQuestionAndItsAnswerAreRecordedWithoutTheArguments() throws Exception {
        Question question = ask(ACME);
        assertThat(types()).containsExactly(EventType.APPROVAL_ASKED);
        assertThat(approvals.answer(question, GIVEN)).isTrue();
        assertThat(answers).containsExactly(GIVEN);
        assertThat(types()).containsExactly(EventType.APPROVAL_ASKED, EventType.APPROVAL_GIVEN);
        assertThat(events).allMatch(event -> event.tenant().equals(ACME) && "write_file".equals(event.toolName()));
        assertThat(events.toString()).contains(question.id(), "9 /bin/bash").doesNotContain("secret plan");
        assertThat(question.subject().toString()).contains("secret plan");
        assertThat(approvals.settled().toString()).doesNotContain("secret plan");
        assertThat(approvals.settled())
                .singleElement()
                .extracting(Settled::answer)
                .isEqualTo(GIVEN);
    }

    @Test
    void aQuestionIsAnsweredOnceWhoeverIsFirst() throws Exception {
        Question question = ask(ACME);
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Answer answer = i % 2 == 0 ? GIVEN : new Answer.Refused(Answer.Reach.ONCE, "x");
            all.add(() -> approvals.answer(question, answer));
        }
        int taken = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> each : threads.invokeAll(all)) {
                taken += each.get() ? 1 : 0;
            }
        }
        assertThat(taken).isEqualTo(1);
        assertThat(answers).hasSize(1);
        assertThat(types()).hasSize(2);
        assertThat(approvals.find(question.id())).isEmpty();
    }

    @Test
    void whatCannotBeRecordedIsNotAskedAndNotGiven() throws Exception {
        Question question = ask(ACME);
        auditBroken = true;
        assertThatThrownBy(() -> ask(ACME)).isInstanceOf(IOException.class);
        assertThat(approvals.pending()).containsExactly(question);
        assertThatThrownBy(() -> approvals.answer(question, GIVEN)).isInstanceOf(IOException.class);
        assertThat(answers).isEmpty();
        assertThat(approvals.pending()).containsExactly(question);
        auditBroken = false;
        assertThat(approvals.answer(question, GIVEN)).isTrue();
    }

    @Test
    void aRefusalHappensEvenWhenItCannotBeRecorded() throws Exception {
        Question question = ask(ACME);
        auditBroken = true;
        Answer refused = new Answer.Refused(Answer.Reach.ONCE, "x");
        assertThatThrownBy(() -> approvals.answer(question, refused)).isInstanceOf(IOException.class);
        assertThat(answers).containsExactly(refused);
        assertThat(approvals.pending()).isEmpty();
    }

    @Test
    void whatNobodyAnswersInTimeIsRefused() throws Exception {
        ask(ACME);
        elapsed += Duration.ofMinutes(5).toNanos() - 1;
        approvals.tick();
        assertThat(answers).isEmpty();
        elapsed += 1;
        approvals.tick();
        assertThat(answers).containsExactly(new Answer.Expired());
        assertThat(events.getLast().type()).isEqualTo(EventType.APPROVAL_EXPIRED);
        assertThat(events.getLast().status()).isEqualTo(ResultStatus.DENIED);
    }

    @Test
    void theEndOfASessionTakesItsQuestionsBackAndNoOthers() throws Exception {
        Question other = approvals
                .ask(ACME, "s-2", "7 /opt/host", CALL, Duration.ofMinutes(5), answers::add)
                .orElseThrow();
        ask(ACME);
        ask(ACME);
        approvals.withdrawAll("s-1", "the host closed its end");
        assertThat(approvals.pending()).containsExactly(other);
        assertThat(answers).hasSize(2).allMatch(Answer.Withdrawn.class::isInstance);
        assertThat(events.getLast().status()).isEqualTo(ResultStatus.CANCELLED);
    }

    @Test
    void aTenantHasSoManyQuestionsAndNoMoreAndCannotTakeAnothersPlace() throws Exception {
        for (int i = 0; i < Approvals.MOST_OF_A_TENANT; i++) {
            ask(ACME);
        }
        assertThat(approvals.ask(ACME, "s-1", "p", CALL, Duration.ofMinutes(5), answers::add))
                .isEqualTo(Optional.empty());
        Question globex = ask(GLOBEX);
        assertThat(approvals.pending(GLOBEX)).isEqualTo(1);
        assertThat(approvals.pending().stream().map(Question::id).distinct()).hasSize(Approvals.MOST_OF_A_TENANT + 1);
        assertThat(approvals.answer(globex, GIVEN)).isTrue();
    }

    @Test
    void onlyTheLastAnswersAreKept() throws Exception {
        for (int i = 0; i < Approvals.MOST_SETTLED + 3; i++) {
            approvals.answer(ask(ACME), GIVEN);
        }
        assertThat(approvals.settled()).hasSize(Approvals.MOST_SETTLED);
    }

    @Test
    void aConsentToAToolReachesAsFarAsItWasGivenAndNoFurther() throws Exception {
        CallConsents consents = new CallConsents(() -> elapsed);
        Question question = ask(ACME);
        consents.keep(question, CALL, GIVEN);
        assertThat(consents.standing(ACME, "s-1", HOST, "write_file")).isEqualTo(CallConsents.Standing.ASK);
        consents.keep(question, CALL, new Answer.Given(Scope.SESSION, HostTools.ALL, "x"));
        assertThat(consents.standing(ACME, "s-1", HOST, "write_file")).isEqualTo(CallConsents.Standing.CONSENTED);
        assertThat(consents.standing(ACME, "s-2", HOST, "write_file")).isEqualTo(CallConsents.Standing.ASK);
        assertThat(consents.standing(ACME, "s-1", HOST, "other")).isEqualTo(CallConsents.Standing.ASK);
        consents.sessionEnded("s-1");
        assertThat(consents.standing(ACME, "s-1", HOST, "write_file")).isEqualTo(CallConsents.Standing.ASK);
        consents.keep(question, CALL, new Answer.Given(Scope.TODAY, HostTools.ALL, "x"));
        assertThat(consents.standing(ACME, "s-2", HOST, "write_file")).isEqualTo(CallConsents.Standing.CONSENTED);
        assertThat(consents.standing(GLOBEX, "s-2", HOST, "write_file")).isEqualTo(CallConsents.Standing.ASK);
        RunningProgram other = new RunningProgram(8, Instant.EPOCH, "/opt/other");
        assertThat(consents.standing(ACME, "s-2", other, "write_file")).isEqualTo(CallConsents.Standing.ASK);
        consents.keep(question, CALL, new Answer.Refused(Answer.Reach.ALWAYS, "x"));
        assertThat(consents.standing(ACME, "s-1", HOST, "write_file")).isEqualTo(CallConsents.Standing.REFUSED);
        elapsed += Duration.ofHours(24).toNanos();
        assertThat(consents.standing(ACME, "s-2", HOST, "write_file")).isEqualTo(CallConsents.Standing.ASK);
        consents.keep(question, CALL, new Answer.Given(Scope.TODAY, HostTools.ALL, "x"));
        consents.signedOut(ACME);
        assertThat(consents.standing(ACME, "s-2", HOST, "write_file")).isEqualTo(CallConsents.Standing.ASK);
    }
}
