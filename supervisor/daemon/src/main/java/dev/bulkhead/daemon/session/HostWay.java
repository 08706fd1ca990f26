package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.HostGate;
import dev.bulkhead.daemon.tenant.ToolPattern;
import java.time.Duration;
import java.util.List;

/** The way of a session that lives on the consultant's sign-in: through its host's gate. */
record HostWay(HostGate gate) implements SessionRights.Way {
    /** A program of 300 MB is read in less; whoever takes longer meets the lobby, and is told when it opens. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

    @Override
    public boolean isOpen() {
        return gate.isOpen();
    }

    @Override
    public String whyNot() {
        return gate.whyNot();
    }

    @Override
    public List<ToolPattern> tools() {
        return gate.tools();
    }

    @Override
    public void settle() {
        try {
            gate.settle(LONGEST_LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        gate.close();
    }
}
