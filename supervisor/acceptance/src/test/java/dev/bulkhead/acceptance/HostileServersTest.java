package dev.bulkhead.acceptance;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do not end when they are told to, or do not stop talking: the neighbour works on, and they are gone when they are stopped. */
@Timeout(120)
@Tag("long")
class HostileServersTest {
    private static final int CALLS = 30;

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("quiet", "stubborn", "daemon", "stdout");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stubborn", "daemon", "stdout"})
    void isGoneWithinASecondOfAStopAndTheNeighbourWorksOn(String kind) throws Exception {
        try (Bomb bomb = new Bomb(agency, kind, Bomb.SCRIPT, kind)) {
            bomb.goOff();
            bomb.p99(CALLS);
            bomb.stop();
        }
    }
}
