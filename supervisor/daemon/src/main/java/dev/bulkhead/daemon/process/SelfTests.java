package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.DesktopSystem;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.local.Application;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The self-tests of one supervisor: plants the targets once, has the probe find them outside once, and composes what each new
 * sandbox has to try. Safe for any thread.
 */
final class SelfTests implements AutoCloseable {
    /** What each process's status has to say: no new rights, none at hand, and the system call filter in force. */
    private static final List<String> STATUS = List.of("NoNewPrivs=1", "Seccomp=2");

    /** Where a server may write. */
    static final List<String> WORKSPACE = List.of("/workspace", "/tmp");

    /** Where an install may write: its package's folder, under both names. */
    static final List<String> PACKAGE = List.of("/package", "/workspace", "/tmp");

    /** Which program of ours tries it. */
    enum By {
        /** Must not load what makes system calls: a third of its start. */
        TENANT_SERVER,
        STAGE
    }

    private static final String NO_CAPABILITY = "=0000000000000000";

    private final BulkheadHome home;
    private final Application application;
    private final Starter starter;
    private final RandomGenerator random;

    /** Guarded by this. */
    private @Nullable CompletableFuture<Plants> planted;

    /** Guarded by this. */
    private @Nullable CompletableFuture<List<String>> blind;

    SelfTests(BulkheadHome home, Application application, Starter starter, RandomGenerator random) {
        this.home = home;
        this.application = application;
        this.starter = starter;
        this.random = random;
    }

    /** Plants, and begins the run outside, unless both are done or on their way. Does not wait. */
    synchronized void begin() {
        CompletableFuture<Plants> there = planted;
        if (there == null || there.isCompletedExceptionally()) {
            there = inBackground("plants", () -> new Plants(home, random));
            planted = there;
            blind = null;
        }
        CompletableFuture<List<String>> outside = blind;
        boolean hasFailed = outside != null
                && outside.isDone()
                && (outside.isCompletedExceptionally() || !outside.join().isEmpty());
        if (outside == null || hasFailed) {
            blind = there.thenCompose(
                    plants -> inBackground("probe-outside", () -> OutsideRun.blindTo(plants, application, starter)));
        }
    }

    private interface Work<T> {
        T result() throws IOException;
    }

    private static <T> CompletableFuture<T> inBackground(String name, Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                result.complete(work.result());
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /**
     * Returns what a sandbox under {@code profile} has to try.
     *
     * @param visible what it is meant to see of the desktop
     * @param writable where it may write
     * @param refused a destination that its way out must refuse; empty for a sandbox that has none
     */
    SelfTest of(
            TenantId tenant,
            String profile,
            List<Path> visible,
            List<String> writable,
            By by,
            Optional<Destination> refused)
            throws IOException {
        Plants plants = plants();
        List<ProbeTarget> targets = new ArrayList<>(around(visible, writable));
        if (by == By.STAGE) {
            targets.add(new ProbeTarget("a new user namespace", "new-user-namespace", ""));
        }
        targets.addAll(plants.targets());
        refused.ifPresent(destination -> targets.add(new ProbeTarget(
                "the machine's loopback, through the way out", "egress", Forwarding.SOCKET + " " + destination)));
        add(targets, "a planted file, through /proc/1/root", "read", "/proc/1/root" + plants.file());
        targets.addAll(new Landmarks(visible).of(home, tenant));
        add(targets, "the Java runtime, to change it", "write", "/runtime/bulkhead-probe");
        add(targets, "the jars, to change them", "write", "/app/bulkhead-probe");
        add(targets, "the root, to write to it", "write", "/bulkhead-probe");
        add(targets, "/etc, to write to it", "write", "/etc/bulkhead-probe");
        add(targets, "/dev, to write to it", "write", "/dev/bulkhead-probe");
        add(targets, "the kernel's settings", "write", "/proc/sys/kernel/core_pattern");
        return new SelfTest(profile, SystemTargets.of(DesktopSystem.here(), targets));
    }

    /** First, since sockets that were tried leave a descriptor of Java's own. */
    private static List<ProbeTarget> around(List<Path> visible, List<String> writable) {
        List<ProbeTarget> targets = new ArrayList<>();
        List<String> meant = new ArrayList<>(List.of("/dev/null", "/runtime", "/app", "/archive.jsa"));
        visible.forEach(path -> meant.add(path.toString()));
        add(targets, "an inherited descriptor", "descriptors", String.join("\n", meant));
        add(targets, "another process", "processes", "");
        List<String> mounts = new ArrayList<>(writable);
        mounts.addAll(List.of("/dev/null", "/dev/urandom", "/dev/random"));
        add(targets, "a mount that can be written to", "mounts", String.join("\n", mounts));
        add(targets, "a network interface", "interfaces", "lo");
        for (String line : STATUS) {
            add(targets, "a status other than " + line, "status", line);
        }
        for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
            add(targets, "a capability in " + set, "status", set + NO_CAPABILITY);
        }
        return targets;
    }

    private static void add(List<ProbeTarget> targets, String id, String kind, String target) {
        targets.add(new ProbeTarget(id, kind, target));
    }

    /** The planted targets; waits until they are. */
    Plants plants() throws IOException {
        CompletableFuture<Plants> there;
        synchronized (this) {
            begin();
            there = planted;
        }
        return result("the self-test's targets could not be planted", there);
    }

    /**
     * Makes sure that the probe reaches every planted target where there is no wall; waits for the run outside where it is not
     * done yet.
     *
     * @throws SandboxUnavailableException when it does not: then its word from inside proves nothing
     */
    void requireSight() throws IOException, SandboxUnavailableException {
        CompletableFuture<List<String>> outside;
        synchronized (this) {
            begin();
            outside = blind;
        }
        List<String> unseen = result("the self-test could not be tried outside a sandbox", outside);
        if (!unseen.isEmpty()) {
            throw new SandboxUnavailableException(
                    "the self-test is blind, so it proves nothing and nothing starts: outside"
                            + " a sandbox it does not find " + String.join(", ", unseen)
                            + ", which is there. It is tried again at the next start; 'bulkhead doctor' looks at the machine");
        }
    }

    private static <T> T result(String what, @Nullable CompletableFuture<T> of) throws IOException {
        if (of == null) {
            throw new IOException(what + ": it was not begun");
        }
        try {
            return of.join();
        } catch (CompletionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new IOException(what + ": " + why.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        CompletableFuture<Plants> there;
        synchronized (this) {
            there = planted;
            planted = null;
        }
        if (there != null && !there.isCompletedExceptionally()) {
            result("the self-test's targets", there).close();
        }
    }
}
