package dev.bulkhead.acceptance.bench;

import dev.bulkhead.acceptance.Bulkhead;
import dev.bulkhead.acceptance.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Bulkhead with a tenant for each client, each with a vault, an audit and the upstream in a sandbox of its own. */
final class Ours implements Contender {
    static final String PASSPHRASE = "a passphrase for the benchmark";

    private final Bulkhead bulkhead;
    private final Set<Long> launchers = new HashSet<>();

    Ours(Bulkhead bulkhead) {
        this.bulkhead = bulkhead;
    }

    /** Adds {@code tenants} clients with the upstream {@code server}, and signs in to all. */
    void prepare(int tenants, Path server) throws IOException {
        for (int i = 0; i < tenants; i++) {
            bulkhead.addTenant(tenant(i), PASSPHRASE);
            bulkhead.signIn(tenant(i), PASSPHRASE);
            bulkhead.addServer(tenant(i), PASSPHRASE, "everything", List.of(), List.of("node", server.toString()));
        }
    }

    private static String tenant(int number) {
        return "bench-" + number;
    }

    @Override
    public String name() {
        return "Bulkhead";
    }

    @Override
    public Wire start(int tenant) throws IOException {
        Wire wire = new Wire(
                List.of(bulkhead.script().toString(), "connect", "--tenant", tenant(tenant)), bulkhead.environment());
        launchers.add(wire.pid());
        return wire;
    }

    @Override
    public Set<Long> processes() throws IOException {
        long supervisor = bulkhead.supervisorPid();
        Set<Long> found = new HashSet<>(Processes.descendants(supervisor));
        found.add(supervisor);
        launchers.removeIf(pid -> !Processes.isAlive(pid));
        found.addAll(launchers);
        return found;
    }

    /** The supervisor goes with its home. */
    @Override
    public void end() {}
}
