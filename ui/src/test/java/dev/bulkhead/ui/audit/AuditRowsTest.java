package dev.bulkhead.ui.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.model.EventStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class AuditRowsTest {
    @Property(tries = 50)
    void inWhateverPiecesTheyComeTheNewestAreKeptTheNewestFirst(
            @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 1_500) Integer> pieces) {
        AuditRows rows = new AuditRows();
        rows.restart();
        long seq = 0;
        for (int size : pieces) {
            List<AuditEvent> piece = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                piece.add(event(++seq, "tool", EventStatus.SUCCESS));
            }
            rows.append(piece);
        }
        List<Long> expected = new ArrayList<>();
        for (long each = seq; each > Math.max(0, seq - AuditRows.LIMIT); each--) {
            expected.add(each);
        }
        assertThat(rows.shown().stream().map(AuditEvent::seq).toList()).isEqualTo(expected);
    }

    @Test
    void aFilterHoldsForWhatComesLater() {
        AuditRows rows = new AuditRows();
        rows.filter("READ", Optional.of(EventStatus.DENIED));
        rows.append(List.of(
                event(1, "read_file", EventStatus.DENIED),
                event(2, "read_file", EventStatus.SUCCESS),
                event(3, "write_file", EventStatus.DENIED)));
        assertThat(rows.shown()).extracting(AuditEvent::seq).containsExactly(1L);
        rows.append(List.of(event(4, "crm__read_all", EventStatus.DENIED)));
        assertThat(rows.shown()).extracting(AuditEvent::seq).containsExactly(4L, 1L);
        rows.filter("", Optional.empty());
        assertThat(rows.shown()).hasSize(4);
    }

    @Test
    void aPeerIsShortenedToItsProcessAndFileName() {
        assertThat(event(1, "", EventStatus.SUCCESS).shortPeer()).isEqualTo("3127 claude code");
    }

    private static AuditEvent event(long seq, String tool, EventStatus status) {
        return new AuditEvent(
                seq,
                Instant.EPOCH,
                "tool_call",
                tool,
                status,
                OptionalDouble.empty(),
                "3127 /opt/my apps/claude code",
                "");
    }
}
