package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.egress.EgressDoor;
import dev.bulkhead.daemon.egress.EgressProxy;
import dev.bulkhead.daemon.egress.Injection;
import dev.bulkhead.daemon.egress.Reach;
import dev.bulkhead.daemon.sandbox.Mount;
import dev.bulkhead.daemon.sandbox.SandboxSpec.Program;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
    static final WayOut NONE = new WayOut(Optional.empty(), new Forwarding(List.of()), List.of(), List.of());

    private static final String STORE = "/run/trust.jks";

    private final Optional<EgressDoor> door;
    private final Forwarding forwarding;
    private final List<Injection> injections;
    private final List<Path> trust;
    private volatile boolean isUsed;

    private WayOut(Optional<EgressDoor> door, Forwarding forwarding, List<Injection> injections, List<Path> trust) {
        this.door = door;
        this.forwarding = forwarding;
        this.injections = injections;
        this.trust = trust;
    }

    /** Opens one that leads to {@code reach}, as it is at each moment. */
    static WayOut open(
            EgressProxy egress,
            TenantId tenant,
            String server,
            Supplier<Reach> reach,
            List<Injection> injections,
            Path run)
            throws IOException {
        EgressDoor door = egress.open(tenant, server, reach, injections);
        WayOut wayOut = new WayOut(Optional.of(door), Forwarding.to(reach.get()), injections, trust(door, run));
        if (!injections.isEmpty()) {
            try {
                door.writeTrust(wayOut.trust.getFirst(), wayOut.trust.getLast());
            } catch (IOException e) {
                wayOut.close();
                throw e;
            }
        }
        return wayOut;
    }

    /** What is written for one sandbox, and goes with it: no name of a tenant's, for it is seen where its mounts come from. */
    private static List<Path> trust(EgressDoor door, Path run) {
        String name = door.socket().getFileName().toString().replace(".sock", "");
        return List.of(run.resolve("trust-" + name + ".pem"), run.resolve("trust-" + name + ".jks"));
    }

    /** The socket that the sandbox sees. */
    Optional<Path> socket() {
        return door.map(EgressDoor::socket);
    }

    /** Adds what the program's runtime heeds. */
    void variables(Map<String, SecretBytes> environment) {
        if (door.isPresent()) {
            forwarding.variables(
                    environment, injections.isEmpty() ? Forwarding.Trust.DESKTOPS : Forwarding.Trust.OUR_OWN);
        }
    }

    /** Returns {@code program} with a command that finds it. */
    Program arguments(Program program) {
        if (door.isEmpty()) {
            return program;
        }
        Program found = forwarding.arguments(program);
        return injections.isEmpty() ? found : trusting(found);
    }

    /** With the authority that lets the proxy see requests, in the place of the desktop's own file. */
    private Program trusting(Program program) {
        Map<String, String> values = new HashMap<>(program.values());
        values.put("CERTIFICATES", trust.getFirst().toString());
        List<Mount> mounts = new ArrayList<>(program.mounts());
        mounts.add(new Mount(trust.getLast(), Path.of(STORE)));
        List<String> command = new ArrayList<>(program.command());
        if (program.fragments().contains("jdk")) {
            command.add(1, "-Djavax.net.ssl.trustStore=" + STORE);
        }
        return new Program(program.fragments(), values, mounts, command);
    }

    /** Returns what the self-test has to ask for through this, and must be refused: {@code planted}, which no settings name. */
    Optional<Destination> selfTestAsksFor(Destination planted) {
        door.ifPresent(opened -> opened.selfTestAsksFor(planted));
        return door.map(opened -> planted);
    }

    void selfTestIsOver() {
        door.ifPresent(EgressDoor::selfTestIsOver);
    }

    /** From now on it ends with {@code sandboxed}. */
    void usedBy(Sandboxed sandboxed) {
        isUsed = true;
        // Closing waits for rows, which is nothing for the thread that tells of ends.
        var unused = sandboxed
                .onExit()
                .whenComplete((status, error) ->
                        Thread.ofVirtual().name("egress-ends").start(this::close));
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
            for (Path file : trust) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("a way out was not closed cleanly: {}", e.getMessage());
        }
    }
}
