package dev.bulkhead.daemon.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTeeTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");

    private final List<AuditEvent> recorded = new ArrayList<>();
    private final List<AuditEvent> told = new ArrayList<>();
    private final EventTee tee = new EventTee(recorded::add);

    private static AuditEvent event(TenantId tenant, EventType type) {
        return AuditEvent.of(Instant.EPOCH, tenant, type, ResultStatus.SUCCESS, null, "test", "words");
    }

    @Test
    void whatIsCommittedIsRecordedAtOnceAndToldWhenTheRestIsDone() throws Exception {
        tee.listen(told::add);
        AuditEvent start = event(ACME, EventType.TOOL_CALL_STARTED);
        Runnable rest = tee.commit(start);
        assertThat(recorded).containsExactly(start);
        assertThat(told).isEmpty();
        rest.run();
        assertThat(told).containsExactly(start);
    }

    @Test
    void aCallsEndIsNotToldBeforeItsStart() throws Exception {
        tee.listen(told::add);
        AuditEvent start = event(ACME, EventType.TOOL_CALL_STARTED);
        AuditEvent end = event(ACME, EventType.TOOL_CALL);
        AuditEvent after = event(ACME, EventType.SIGN_OUT);
        Runnable restOfStart = tee.commit(start);
        tee.commit(end).run();
        assertThat(told).containsExactly(start, end);
        tee.record(after);
        restOfStart.run();
        assertThat(told).containsExactly(start, end, after);
    }

    @Test
    void whoCatchesUpIsToldOfAllThatWasCommittedAndOnce() throws Exception {
        tee.listen(told::add);
        AuditEvent end = event(ACME, EventType.TOOL_CALL);
        Runnable rest = tee.commit(end);
        tee.catchUp(GLOBEX);
        assertThat(told).isEmpty();
        tee.catchUp(ACME);
        assertThat(told).containsExactly(end);
        rest.run();
        assertThat(told).containsExactly(end);
    }

    @Test
    void anotherTenantsEventsWaitForNobody() throws Exception {
        tee.listen(told::add);
        tee.commit(event(ACME, EventType.TOOL_CALL_STARTED));
        AuditEvent other = event(GLOBEX, EventType.SIGN_IN);
        tee.record(other);
        assertThat(told).containsExactly(other);
    }

    @Test
    void whatCouldNotBeRecordedIsToldNobodyAndAWatcherThatFailsHoldsUpNone() throws Exception {
        EventTee broken = new EventTee(event -> {
            throw new IOException("the disk is full");
        });
        broken.listen(told::add);
        assertThatThrownBy(() -> broken.commit(event(ACME, EventType.SIGN_IN))).isInstanceOf(IOException.class);
        assertThat(told).isEmpty();
        tee.listen(event -> {
            throw new IllegalStateException("a mistake of a watcher");
        });
        tee.listen(told::add);
        tee.record(event(ACME, EventType.SIGN_IN));
        assertThat(told).hasSize(1);
    }
}
