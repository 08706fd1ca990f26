package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static dev.bulkhead.daemon.audit.StreamFixture.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.ResultStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LostCallsTest {
    @Test
    void aStartWithoutAnEndIsClosedAsLostWithAllThatTheStartSaid() throws Exception {
        try (StreamFixture fixture = new StreamFixture()) {
            try (AuditStream stream = fixture.open()) {
                stream.append(started("open", NOW));
                fixture.calls(stream, 2);
            }
            fixture.open().close();
            fixture.open().close();
            List<AuditEntry> rows = fixture.rows();
            assertThat(rows).hasSize(6);
            AuditEntry start = rows.getFirst();
            AuditEntry lost = rows.getLast();
            assertThat(lost.eventType()).isEqualTo("tool_call");
            assertThat(lost.resultStatus()).isEqualTo("lost");
            assertThat(lost.callId()).isEqualTo("open");
            assertThat(lost.sessionId()).isEqualTo(start.sessionId());
            assertThat(lost.toolName()).isEqualTo(start.toolName());
            assertThat(lost.argsHash()).isEqualTo(start.argsHash());
            assertThat(lost.peer()).isEqualTo(start.peer());
            assertThat(lost.latencyMicros()).isNull();
        }
    }

    @Test
    void aStartInASegmentOfLongAgoIsNotForgotten() throws Exception {
        try (StreamFixture fixture = new StreamFixture()) {
            try (AuditStream stream = fixture.open()) {
                stream.append(ended("before", NOW, ResultStatus.SUCCESS));
                stream.append(started("old", NOW));
                for (int quarter = 1; quarter < 5; quarter++) {
                    stream.append(ended("q" + quarter, NOW.plus(Duration.ofDays(92L * quarter)), ResultStatus.SUCCESS));
                }
            }
            fixture.open().close();
            AuditEntry last = fixture.rows().getLast();
            assertThat(last.callId()).isEqualTo("old");
            assertThat(last.resultStatus()).isEqualTo("lost");
        }
    }

    /** Each number is one step: a start, an end, a new quarter, or a new supervisor. */
    @Property(tries = 60)
    void afterAnyHistoryEachStartHasExactlyOneEnd(@ForAll @Size(max = 40) List<@IntRange(max = 9) Integer> steps)
            throws Exception {
        try (StreamFixture fixture = new StreamFixture()) {
            AuditStream stream = fixture.open();
            Instant time = NOW;
            List<String> open = new ArrayList<>();
            Set<String> all = new TreeSet<>();
            for (int step : steps) {
                if (step < 5) {
                    String call = "call-" + all.size();
                    stream.append(started(call, time));
                    open.add(call);
                    all.add(call);
                } else if (step < 8 && !open.isEmpty()) {
                    stream.append(ended(open.remove(open.size() * step / 8 % open.size()), time, ResultStatus.SUCCESS));
                } else if (step == 8) {
                    time = time.plus(Duration.ofDays(92));
                } else if (step == 9) {
                    stream.close();
                    stream = fixture.open();
                    open.clear();
                }
            }
            stream.close();
            fixture.open().close();
            List<AuditEntry> rows = fixture.rows();
            assertThat(rows.stream()
                            .filter(row -> row.eventType().equals("tool_call"))
                            .map(AuditEntry::callId))
                    .containsExactlyInAnyOrderElementsOf(all);
        }
    }
}
