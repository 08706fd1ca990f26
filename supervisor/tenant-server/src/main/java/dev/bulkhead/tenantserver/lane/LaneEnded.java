package dev.bulkhead.tenantserver.lane;

import java.io.IOException;

/** Nobody waits for what would have been sent: its lane has ended. */
public final class LaneEnded extends IOException {
    public LaneEnded() {
        super("the lane has ended");
    }
}
