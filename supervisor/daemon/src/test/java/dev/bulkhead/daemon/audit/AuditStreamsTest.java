package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Durability;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AuditStreamsTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");

    @Test
    void eachTenantsEventsStandInItsOwnStream() throws Exception {
        try (StreamFixture fixture = new StreamFixture()) {
            try (AuditStreams streams = streams(fixture)) {
                for (int i = 0; i < 100; i++) {
                    streams.record(event(i % 2 == 0 ? ACME : GLOBEX, "event " + i));
                }
            }
            for (TenantId tenant : new TenantId[] {ACME, GLOBEX}) {
                assertThat(new AuditReader(fixture.home).tail(tenant, 1_000))
                        .hasSize(50)
                        .allMatch(row -> row.tenantId().equals(tenant.value()));
            }
        }
    }

    @Test
    void afterTheEndNothingIsRecorded() throws Exception {
        try (StreamFixture fixture = new StreamFixture()) {
            AuditStreams streams = streams(fixture);
            streams.record(event(ACME, "before"));
            streams.close();
            streams.close();
            assertThatThrownBy(() -> streams.record(event(ACME, "after"))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> streams.record(event(GLOBEX, "after"))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aStreamThatCannotBeOpenedRefusesUntilItCan() throws Exception {
        try (StreamFixture fixture = new StreamFixture()) {
            Files.createDirectories(fixture.home.stream(ACME).getParent());
            Files.writeString(fixture.home.stream(ACME), "in the way");
            try (AuditStreams streams = streams(fixture)) {
                assertThatThrownBy(() -> streams.record(event(ACME, "x"))).isInstanceOf(IOException.class);
                Files.delete(fixture.home.stream(ACME));
                streams.record(event(ACME, "y"));
            }
            assertThat(fixture.rows()).hasSize(1);
        }
    }

    @Test
    void durabilityMayChangeWhileAStreamIsOpen() throws Exception {
        try (StreamFixture fixture = new StreamFixture()) {
            try (AuditStreams streams = streams(fixture)) {
                streams.record(event(ACME, "process"));
                streams.durability(ACME, Durability.POWER_LOSS);
                streams.record(event(ACME, "power-loss"));
                streams.close(ACME);
                streams.record(event(ACME, "again"));
            }
            assertThat(fixture.rows()).hasSize(3);
        }
    }

    private static AuditStreams streams(StreamFixture fixture) {
        return new AuditStreams(fixture.home, Clock.systemUTC(), RandomGenerator.getDefault());
    }

    private static AuditEvent event(TenantId tenant, String detail) {
        return AuditEvent.of(NOW, tenant, EventType.SIGN_IN, ResultStatus.SUCCESS, null, null, detail);
    }
}
