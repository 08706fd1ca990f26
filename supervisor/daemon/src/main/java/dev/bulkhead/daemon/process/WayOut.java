package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.egress.EgressDoor;
import dev.bulkhead.daemon.egress.EgressProxy;
import dev.bulkhead.daemon.egress.Reach;
import dev.bulkhead.daemon.sandbox.SandboxSpec.Program;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one start of a program of others has of a network: a door of the egress proxy and what makes the program find it, or
 * nothing. Closed with its sandbox. Safe for any thread.
 */
final class WayOut {
    private static final Logger LOG = LoggerFactory.getLogger(WayOut.class);

    /** Of a sandbox without a network. */
    static final WayOut NONE = new WayOut(Optional.empty(), new Forwarding(java.util.List.of()));

    private final Optional<EgressDoor> door;
    private final Forwarding forwarding;
    private volatile boolean isUsed;

    private WayOut(Optional<EgressDoor> door, Forwarding forwarding) {
        this.door = door;
        this.forwarding = forwarding;
    }

    /** Opens one that leads to {@code reach}, as it is at each moment. */
    static WayOut open(EgressProxy egress, TenantId tenant, String server, Supplier<Reach> reach) throws IOException {
        return new WayOut(Optional.of(egress.open(tenant, server, reach)), Forwarding.to(reach.get()));
    }

    /** The socket that the sandbox sees. */
    Optional<Path> socket() {
        return door.map(EgressDoor::socket);
    }

    /** Adds what the program's runtime heeds. */
    void variables(Map<String, SecretBytes> environment) {
        if (door.isPresent()) {
            forwarding.variables(environment);
        }
    }

    /** Returns {@code program} with a command that finds it. */
    Program arguments(Program program) {
        return door.isPresent() ? forwarding.arguments(program) : program;
    }

    /** Returns {@code test} with one thing more to try: {@code planted}, which no settings name, through this. */
    SelfTest tried(SelfTest test, Destination planted) {
        if (door.isEmpty()) {
            return test;
        }
        door.get().selfTestAsksFor(planted);
        return test.with(new ProbeTarget(
                "the machine's loopback, through the way out", "egress", Forwarding.SOCKET + " " + planted));
    }

    void selfTestIsOver() {
        door.ifPresent(EgressDoor::selfTestIsOver);
    }

    /** From now on it ends with {@code sandboxed}. */
    void usedBy(Sandboxed sandboxed) {
        isUsed = true;
        // Closing waits for rows, which is nothing for the thread that tells of ends.
        sandboxed
                .started()
                .getProcess()
                .onExit()
                .thenRun(() -> Thread.ofVirtual().name("egress-ends").start(this::close));
    }

    /** For a start that came to nothing before there was a sandbox. */
    void closeUnlessUsed() {
        if (!isUsed) {
            close();
        }
    }

    private void close() {
        try {
            if (door.isPresent()) {
                door.get().close();
            }
        } catch (IOException e) {
            LOG.warn("a way out was not closed cleanly: {}", e.getMessage());
        }
    }
}
