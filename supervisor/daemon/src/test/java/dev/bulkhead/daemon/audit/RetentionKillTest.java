package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** SIGKILL while old quarters leave: at each moment the stream verifies, and the next opening finishes it or forgets it. */
class RetentionKillTest {
    private static final boolean LONG = Boolean.getBoolean("bulkhead.long");
    private static final int KILLS = LONG ? 150 : 3;

    @Test
    void aKillAtAnyMomentLeavesAStreamThatVerifiesAndIsFinishedOrAsBefore() throws Exception {
        RandomGenerator random = RandomGenerator.getDefault();
        int within = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            try (StreamFixture fixture = new StreamFixture()) {
                RetentionTest.twoOldQuarters(fixture).close();
                removeUntilKilled(fixture.home, random.nextInt(300));
                within += Files.exists(fixture.place().retaining()) ? 1 : 0;
                assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
                fixture.open().close();
                assertThat(fixture.place().retaining()).doesNotExist();
                assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
                assertThat(Segments.in(fixture.place().folder())).hasSizeBetween(1, 3);
            }
        }
        if (LONG) {
            assertThat(within).as("kills in the middle of it").isPositive();
        }
    }

    private static void removeUntilKilled(BulkheadHome home, int millis) throws Exception {
        Process child = CrashTest.child(Child.class, home).start();
        assertThat(child.getInputStream().read()).isEqualTo('g');
        if (!child.waitFor(millis, TimeUnit.MILLISECONDS)) {
            child.toHandle().destroyForcibly();
        }
        child.waitFor();
    }

    /** Has what is too old leave. */
    static final class Child {
        public static void main(String[] args) throws IOException {
            BulkheadHome home = BulkheadHome.of(Map.of("BULKHEAD_HOME", args[0]));
            RandomGenerator random = RandomGenerator.getDefault();
            Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
            AuditStreams streams = new AuditStreams(home, clock, random);
            AuditVerifier verifier = new AuditVerifier(home, streams.signingKeys());
            try (Retention retention = new Retention(home, streams, verifier, clock)) {
                retention.changed(ACME, TenantSettings.defaults(ACME, "Acme"));
                retention.plan(ACME);
                System.out.write('g');
                System.out.flush();
                retention.apply(ACME, "supervisor");
            }
        }
    }
}
