package dev.bulkhead.daemon.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.limits.Meter;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted of whom, with real files and a clock that a test can turn. */
class UsageTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @TempDir
    Path state;

    private volatile Instant now = Instant.parse("2026-11-20T10:00:00Z");
    private Usage usage;

    @BeforeEach
    void open() {
        usage = new Usage(state, () -> now, ZONE);
    }

    @AfterEach
    void close() {
        usage.close();
    }

    private void restart() {
        usage.close();
        open();
    }

    private void call(TenantId tenant, String tool, ResultStatus status, @Nullable String token, Duration took) {
        usage.recorded(new AuditEvent(
                now,
                tenant,
                "s-1",
                EventType.TOOL_CALL,
                tool,
                null,
                status,
                took.toNanos() / 1_000,
                null,
                "c",
                token,
                100,
                1_000,
                null));
    }

    private void call(TenantId tenant, String tool) {
        call(tenant, tool, ResultStatus.SUCCESS, "jti", Duration.ofSeconds(1));
    }

    private void pass(Duration span) {
        now = now.plus(span);
    }

    private List<JsonNode> rows(Optional<TenantId> tenant, By by) throws IOException {
        return usage.rows(tenant, Optional.empty(), by).stream()
                .<JsonNode>map(UsageRow::json)
                .toList();
    }

    private JsonNode acme() throws IOException {
        return rows(Optional.of(ACME), By.TENANT).getFirst();
    }

    @Test
    void callsAndBytesAreCountedByTenantUpstreamToolAndDay() throws Exception {
        call(ACME, "read_file");
        call(ACME, "crm__send");
        call(ACME, "crm__send", ResultStatus.ERROR, "jti", Duration.ZERO);
        call(GLOBEX, "read_file");
        pass(Duration.ofDays(1));
        call(ACME, "read_file");
        restart();
        assertThat(acme().path("calls").asLong()).isEqualTo(4);
        assertThat(acme().path("errors").asLong()).isEqualTo(1);
        assertThat(acme().path("bytes_in").asLong()).isEqualTo(400);
        assertThat(acme().path("bytes_out").asLong()).isEqualTo(4_000);
        assertThat(rows(Optional.of(ACME), By.UPSTREAM))
                .extracting(row ->
                        row.path("upstream").asText() + " " + row.path("calls").asLong())
                .containsExactly("- 2", "crm 2");
        assertThat(rows(Optional.of(ACME), By.TOOL))
                .extracting(row ->
                        row.path("tool").asText() + " " + row.path("calls").asLong())
                .containsExactly("read_file 2", "crm__send 2");
        assertThat(rows(Optional.of(ACME), By.DAY))
                .extracting(row ->
                        row.path("day").asText() + " " + row.path("calls").asLong())
                .containsExactly("2026-11-20 3", "2026-11-21 1");
    }

    @Test
    void anotherTenantsRowsNeverAppearWhereOneIsNamed() throws Exception {
        call(ACME, "read_file");
        call(GLOBEX, "read_file");
        for (By by : By.values()) {
            assertThat(rows(Optional.of(ACME), by))
                    .isNotEmpty()
                    .allMatch(row -> row.path("tenant").asText().equals("acme"));
            assertThat(rows(Optional.empty(), by)).hasSize(2);
        }
    }

    @Test
    void whatWasRefusedIsCountedUnderNoNameAndTheLobbyNotAtAll() throws Exception {
        for (int i = 0; i < 10; i++) {
            call(ACME, "made-up-" + i, ResultStatus.DENIED, "jti", Duration.ZERO);
            call(ACME, "sign_in_status", ResultStatus.SUCCESS, null, Duration.ZERO);
        }
        assertThat(acme().path("calls").asLong()).isZero();
        assertThat(acme().path("refused").asLong()).isEqualTo(10);
        assertThat(acme().path("active_seconds").asDouble()).isZero();
        assertThat(rows(Optional.of(ACME), By.TOOL)).isEmpty();
    }

    @Test
    void stretchesOfCallsAreActiveTimeAndPausesAreNot() throws Exception {
        call(ACME, "read_file");
        assertThat(acme().path("active_seconds").asDouble())
                .as("a minute at least")
                .isEqualTo(60);
        for (int i = 0; i < 4; i++) {
            pass(Duration.ofMinutes(5));
            call(ACME, "read_file");
        }
        assertThat(acme().path("active_seconds").asDouble())
                .as("from the first call's start")
                .isEqualTo(20 * 60 + 1);
        pass(Duration.ofMinutes(5).plusSeconds(2));
        call(ACME, "read_file");
        restart();
        assertThat(acme().path("active_seconds").asDouble()).isEqualTo(20 * 60 + 1 + 60);
        pass(Duration.ofMinutes(30));
        call(ACME, "read_file", ResultStatus.SUCCESS, "jti", Duration.ofMinutes(27));
        assertThat(acme().path("active_seconds").asDouble())
                .as("a long call is no pause")
                .isEqualTo(20 * 60 + 1 + 30 * 60 + 1);
    }

    @Test
    void theTimesheetsDaysAndMonthsAreThoseOfTheDesktop() throws Exception {
        now = Instant.parse("2026-11-30T22:30:00Z");
        call(ACME, "read_file");
        pass(Duration.ofHours(1));
        call(ACME, "read_file");
        assertThat(usage.rows(Optional.of(ACME), Optional.of(YearMonth.of(2026, 11)), By.DAY))
                .singleElement()
                .satisfies(row -> assertThat(row.json().path("day").asText()).isEqualTo("2026-11-30"));
        JsonNode december = rows(Optional.of(ACME), By.DAY).getFirst();
        assertThat(december.path("day").asText()).isEqualTo("2026-12-01");
        assertThat(december.path("last_call").asText()).isEqualTo("2026-11-30T23:30:00Z");
        restart();
        assertThat(state.resolve("usage/acme/2026-11.json")).exists();
        assertThat(state.resolve("usage/acme/2026-12.json")).exists();
    }

    @Test
    void processorTimeIsSummedAndMemoryIsThePeakOfAllAtOnce() throws Exception {
        Meter.Count server = usage.begin(ACME, "-");
        Meter.Count crm = usage.begin(ACME, "crm");
        Meter.Count crmOfAnotherSession = usage.begin(ACME, "crm");
        server.used(0.5, 100, Duration.ofSeconds(1));
        crm.used(0.25, 30, Duration.ofSeconds(1));
        crmOfAnotherSession.used(0.25, 40, Duration.ofSeconds(1));
        crm.ended();
        server.used(0.5, 110, Duration.ofSeconds(1));
        restart();
        assertThat(acme().path("cpu_seconds").asDouble()).isEqualTo(1.5);
        assertThat(acme().path("peak_memory_bytes").asLong()).isEqualTo(170);
        assertThat(acme().path("wall_seconds").asDouble()).isEqualTo(4);
        assertThat(rows(Optional.of(ACME), By.UPSTREAM))
                .extracting(row -> row.path("upstream").asText() + " "
                        + row.path("cpu_seconds").asDouble() + " "
                        + row.path("peak_memory_bytes").asLong())
                .containsExactly("- 1.0 110", "crm 0.5 70");
    }

    @Test
    void moreToolsThanAnybodyHasAreCountedTogether() throws Exception {
        for (int i = 0; i < Month.MOST_TOOLS_A_DAY + 50; i++) {
            call(ACME, "crm__tool" + i);
        }
        assertThat(rows(Optional.of(ACME), By.TOOL))
                .hasSize(Month.MOST_TOOLS_A_DAY + 1)
                .anyMatch(row -> row.path("tool").asText().equals(Month.OTHER_TOOLS)
                        && row.path("calls").asLong() == 50);
        assertThat(acme().path("calls").asLong()).isEqualTo(Month.MOST_TOOLS_A_DAY + 50);
    }

    @Test
    void whatCannotBeReadIsPutAsideAndCountingGoesOn() throws Exception {
        call(ACME, "read_file");
        usage.close();
        Path file = state.resolve("usage/acme/2026-11.json");
        Files.writeString(file, "{\"v\":1,\"used\":[");
        open();
        call(ACME, "read_file");
        restart();
        assertThat(acme().path("calls").asLong()).isEqualTo(1);
        assertThat(file.resolveSibling("2026-11.json.damaged")).hasContent("{\"v\":1,\"used\":[");
    }

    @Test
    void anErasedTenantsSandboxesBringNothingBack() throws Exception {
        call(ACME, "read_file");
        restart();
        assertThat(state.resolve("usage/acme")).exists();
        Meter.Count server = usage.begin(ACME, "-");
        usage.erase(ACME);
        server.used(1, 1, Duration.ofSeconds(1));
        restart();
        assertThat(state.resolve("usage/acme")).doesNotExist();
        assertThat(rows(Optional.empty(), By.TENANT)).isEmpty();
    }
}
