package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that take all they can get, as an ordinary user has them (limits do not bind root): the neighbour's calls are as quick as
 * before, or within 5 ms, and everything is gone within a second of a stop.
 */
@Tag("long")
@Timeout(300)
class BombsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int CALLS = 400;
    private static final double ALWAYS_GOOD_MILLIS = 5;

    @ParameterizedTest
    @ValueSource(
            strings = {"forks", "memory", "disk", "descriptors", "spin", "signals", "stdout", "stubborn", "daemon"})
    void theNeighbourKeepsItsLatencyAndAllIsGoneWithinASecond(String kind) throws Exception {
        if (OrdinaryUser.canBeMade()) {
            try (OrdinaryUser user = new OrdinaryUser()) {
                goesOff(user.bulkhead(), user.copyOf(Bomb.SCRIPT), kind);
            }
        } else {
            try (Bulkhead bulkhead = Bulkhead.inTemporaryHome()) {
                goesOff(bulkhead, Bomb.SCRIPT, kind);
            }
        }
    }

    private static void goesOff(Bulkhead bulkhead, Path script, String kind) throws Exception {
        Agency agency = Agency.signedInTo(bulkhead, "quiet", "noisy");
        agency.edit("noisy", "memory: 512m, processes: 128, disk: 2g", "memory: 256m, processes: 64, disk: 200m");
        Await.until(
                "the limits are in force",
                SOON,
                () -> bulkhead.shown("noisy").toString().contains("processes: 64"));
        try (Bomb bomb = new Bomb(agency, "noisy", script, kind)) {
            bomb.p99(CALLS / 4);
            double quiet = bomb.p99(CALLS);
            bomb.goOff();
            double loud = bomb.p99(CALLS);
            double gone = bomb.stop();
            System.out.printf(
                    Locale.ROOT,
                    "%-12s neighbour's p99 %.2f ms quiet, %.2f ms beside it; gone %.0f ms after the stop%n",
                    kind,
                    quiet,
                    loud,
                    gone);
            assertThat(loud).as("p99 beside it, in ms").isLessThanOrEqualTo(Math.max(2 * quiet, ALWAYS_GOOD_MILLIS));
        }
    }
}
