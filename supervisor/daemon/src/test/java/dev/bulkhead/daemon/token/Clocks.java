package dev.bulkhead.daemon.token;

import java.time.Duration;
import java.time.Instant;

/** The two clocks of an {@link ExpiryClock}, which a test moves together or apart. */
final class Clocks {
    private Instant wall = Instant.parse("2026-11-20T10:00:00Z");
    private long elapsed = 1;

    ExpiryClock expiryClock() {
        return new ExpiryClock(() -> wall, () -> elapsed);
    }

    Instant now() {
        return wall;
    }

    void pass(Duration time) {
        wall = wall.plus(time);
        elapsed += time.toNanos();
    }

    void setWall(Instant time) {
        wall = time;
    }
}
