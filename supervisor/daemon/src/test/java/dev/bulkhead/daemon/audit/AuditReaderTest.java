package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditReaderTest {
    private final StreamFixture fixture = new StreamFixture();

    /** Rows 1 to 10 in one quarter, 11 to 20 in the next, an hour apart; every third is denied. */
    @BeforeEach
    void twentyRows() throws IOException {
        try (AuditStream stream = fixture.open()) {
            for (int i = 0; i < 20; i++) {
                stream.append(ended(
                        "call-" + (i + 1),
                        NOW.plus(Duration.ofHours(i)).plus(Duration.ofDays(i < 10 ? 0 : 92)),
                        i % 3 == 0 ? ResultStatus.DENIED : ResultStatus.SUCCESS));
            }
        }
    }

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    @Test
    void theNewestRowsComeLastAlsoOverSegments() throws Exception {
        assertThat(list(AuditFilter.newest(12))).containsExactly(9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
        assertThat(new AuditReader(fixture.home).tail(ACME, 3))
                .extracting(AuditEntry::seq)
                .containsExactly(18L, 19L, 20L);
        assertThat(list(AuditFilter.newest(100))).hasSize(20);
    }

    @Test
    void aPageFollowsOrPrecedesARow() throws Exception {
        assertThat(list(filter(3, 9L, null, null))).containsExactly(10, 11, 12);
        assertThat(list(filter(3, null, 12L, null))).containsExactly(9, 10, 11);
        assertThat(list(filter(0, 17L, 20L, null))).containsExactly(18, 19);
        assertThat(list(AuditFilter.after(19))).containsExactly(20);
        assertThat(list(AuditFilter.after(20))).isEmpty();
    }

    @Test
    void aLimitCountsOnlyWhatTheFilterWants() throws Exception {
        assertThat(list(filter(4, null, null, "denied"))).containsExactly(10, 13, 16, 19);
        assertThat(list(filter(2, null, 12L, "denied"))).containsExactly(7, 10);
    }

    @Test
    void timeToolSessionAndTypeNarrow() throws Exception {
        assertThat(list(new AuditFilter(
                        0,
                        null,
                        null,
                        NOW,
                        NOW.plus(Duration.ofHours(2)),
                        "read_file",
                        null,
                        "session-1",
                        null,
                        Set.of("tool_call"))))
                .containsExactly(1, 2);
        assertThat(list(new AuditFilter(0, null, null, null, null, "write_file", null, null, null, Set.of())))
                .isEmpty();
        assertThat(list(new AuditFilter(0, null, null, null, null, null, null, "other", null, Set.of())))
                .isEmpty();
        assertThat(list(new AuditFilter(
                        0, null, null, null, null, null, null, null, null, Set.of("sign_in", "sign_out"))))
                .isEmpty();
    }

    @Test
    void aTenantWithoutAStreamHasNoRows() throws Exception {
        new AuditReader(fixture.home).list(new TenantId("globex"), AuditFilter.ALL, row -> {
            throw new IOException("a row: " + row);
        });
    }

    @Test
    void whoeverReadsMayStop() {
        assertThatThrownBy(() -> new AuditReader(fixture.home).list(ACME, AuditFilter.ALL, row -> {
                    throw new IOException("enough");
                }))
                .hasMessage("enough");
    }

    @Test
    void theJsonOfARowHasItsFieldsInTheContractsOrder() throws Exception {
        AuditEntry row = fixture.rows().getFirst();
        String json = EventJson.of(row, Personal.Opener.NONE);
        JsonNode node = new ObjectMapper().readTree(json);
        assertThat(node.fieldNames())
                .toIterable()
                .containsExactly(
                        "timestamp",
                        "tenant_id",
                        "session_id",
                        "event_type",
                        "tool_name",
                        "args_hash",
                        "result_status",
                        "latency_ms",
                        "peer",
                        "seq",
                        "event_id",
                        "call_id",
                        "token_id",
                        "bytes_in",
                        "bytes_out",
                        "detail",
                        "subject",
                        "peer_path",
                        "sealed",
                        "erased",
                        "entry_hash");
        assertThat(json)
                .startsWith("{\"timestamp\":\"2026-11-20T10:00:00.123Z\",\"tenant_id\":\"acme\"")
                .contains("\"latency_ms\":1.234,")
                .contains("\"detail\":null")
                .doesNotContain("\n");
    }

    @Test
    void aSpanThatThereIsNotIsNullInJson() throws Exception {
        try (AuditStream stream = fixture.open()) {
            stream.append(AuditEvent.of(
                    NOW, ACME, EventType.SIGN_IN, ResultStatus.SUCCESS, null, null, "a \"quoted\"\nline"));
        }
        assertThat(EventJson.of(fixture.rows().getLast(), fixture.sealing))
                .contains("\"session_id\":null", "\"latency_ms\":null", "\"detail\":\"a \\\"quoted\\\"\\nline\"");
    }

    private List<Integer> list(AuditFilter filter) throws IOException {
        List<Integer> places = new ArrayList<>();
        new AuditReader(fixture.home).list(ACME, filter, row -> places.add((int) row.seq()));
        return places;
    }

    private static AuditFilter filter(int limit, @Nullable Long after, @Nullable Long before, @Nullable String status) {
        return new AuditFilter(limit, after, before, null, null, null, status, null, null, Set.of());
    }
}
