package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.limits.WorkspaceWatch;
import dev.bulkhead.daemon.sandbox.DesktopSystem;
import dev.bulkhead.daemon.sandbox.ObeyedNames;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.Profile;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the obeyed names of workspaces closed for their sandboxes (design, rule 8): read-only what is there, stand-ins for what is
 * not, and an end for the sandboxes when a name is exchanged under them. Safe for any thread.
 */
final class Guards implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Guards.class);
    private static final long LAST_END_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path list;
    private final StandIns standIns;
    private final NameWatch watch = new NameWatch(this::exchanged);
    private final EventSink events;
    private final InstantSource clock;

    // Below: guarded by this.
    private final Set<Guard> open = new HashSet<>();
    private int opening;
    private boolean closed;

    /**
     * @param profiles the folder {@code sandbox-profiles}
     * @param state the supervisor's folder for what outlives it
     */
    Guards(Path profiles, Path state, EventSink events, InstantSource clock) {
        this.list = profiles.resolve("obeyed.names");
        this.standIns = new StandIns(state);
        this.events = events;
        this.clock = clock;
    }

    /** Removes what a supervisor that was killed had left in workspaces. Call before the first sandbox. */
    void sweep() throws IOException {
        standIns.sweep();
    }

    /** The names that no tool of a tenant server writes, as it is told them. */
    List<String> names() throws SandboxUnavailableException {
        return ObeyedNames.read(list).told();
    }

    /**
     * Closes the names of {@code workspace} for one more sandbox.
     *
     * @param profile the sandbox's: landlock has no mounts that could close them, and leaves that to the tenant server's own tools
     * @throws SandboxUnavailableException when one cannot be closed, in a sentence with what to do; or after {@link #close}
     */
    Guard of(TenantId tenant, Path workspace, Profile profile) throws IOException, SandboxUnavailableException {
        if (!Files.isDirectory(workspace, LinkOption.NOFOLLOW_LINKS)) {
            throw new SandboxUnavailableException("the workspace " + workspace
                    + " is no folder (or is a symbolic link): create it, or name another in the tenant's settings");
        }
        if (profile == Profile.LANDLOCK) {
            return Guard.none(tenant); // Landlock cannot take a name out of a folder that may be written.
        }
        if (DesktopSystem.here() == DesktopSystem.MACOS) {
            return Guard.none(tenant); // Seatbelt's rules are about names, whether they are there or not.
        }
        begin();
        try {
            Guard guard = new Guard(tenant, workspace, readOnly(workspace), this::closed);
            synchronized (this) {
                open.add(guard);
            }
            watch.add(guard);
            return guard;
        } finally {
            begun();
        }
    }

    private synchronized void begin() throws SandboxUnavailableException {
        if (closed) {
            throw new SandboxUnavailableException("the supervisor is ending: try again when it has");
        }
        opening++;
    }

    private synchronized void begun() {
        opening--;
        notifyAll();
    }

    /** Those that are there, or stand there from now on. Counts one sandbox more. */
    private List<Path> readOnly(Path workspace) throws IOException, SandboxUnavailableException {
        ObeyedNames names = ObeyedNames.read(list);
        List<Path> readOnly = topNames(workspace, names);
        NestedNames.Found nested = NestedNames.in(workspace, names);
        if (!nested.leftOut().isEmpty()) {
            LOG.warn(
                    "not all of {} was searched for names that tools obey ({}): what lies deeper is not read-only",
                    workspace,
                    nested.leftOut());
        }
        readOnly.addAll(nested.names());
        return readOnly;
    }

    /** Those at the top that are there, or stand there from now on. Counts one sandbox more. */
    private List<Path> topNames(Path workspace, ObeyedNames names) throws IOException, SandboxUnavailableException {
        // Counted first: a stand-in of a sandbox that ends just now is not taken for a name that is there.
        standIns.hold(workspace, List.of());
        try {
            List<Path> readOnly = new ArrayList<>();
            List<ObeyedNames.Name> missing = new ArrayList<>();
            for (ObeyedNames.Name name : names.all()) {
                Path path = workspace.resolve(name.name());
                if (Files.isSymbolicLink(path)) {
                    refuseLink(name);
                } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    readOnly.add(Path.of(name.name()));
                } else if (needsStandIn(name, workspace)) {
                    missing.add(name);
                }
            }
            standIns.hold(workspace, missing).forEach(name -> readOnly.add(Path.of(name)));
            return readOnly;
        } finally {
            standIns.release(workspace);
        }
    }

    /** Records the obeyed names that come to be below the workspace's top: whoever makes a folder can make one in it. */
    WorkspaceWatch.EachLook appearing(TenantId tenant, Path workspace) throws SandboxUnavailableException {
        return new AppearingNames(
                workspace,
                ObeyedNames.read(list),
                name -> record(
                        tenant,
                        EventType.OBEYED_NAME_APPEARED,
                        "'" + name
                                + "' came to be in the workspace, where it is not read-only before the servers start anew: look at"
                                + " it before a program of yours obeys it"));
    }

    private static void refuseLink(ObeyedNames.Name name) throws SandboxUnavailableException {
        if (name.standIn() != ObeyedNames.StandIn.NONE) {
            throw new SandboxUnavailableException("'" + name.name()
                    + "' in the workspace is a symbolic link, which a sandbox could exchange for another, and programs of"
                    + " yours obey that name: put the file or folder itself there, or remove the link");
        }
    }

    private static boolean needsStandIn(ObeyedNames.Name name, Path workspace) {
        return name.standIn() != ObeyedNames.StandIn.NONE
                && name.without()
                        .map(other -> !Files.exists(workspace.resolve(other), LinkOption.NOFOLLOW_LINKS))
                        .orElse(true);
    }

    private void exchanged(Guard guard, Path path) {
        List<Guard> siblings;
        synchronized (this) {
            siblings = open.stream()
                    .filter(each -> each.workspace().equals(guard.workspace()))
                    .toList();
        }
        boolean isNews = false;
        for (Guard each : siblings) {
            watch.remove(each);
            isNews |= each.exchanged(path);
        }
        if (isNews) {
            record(
                    guard.tenant(),
                    EventType.OBEYED_NAME_EXCHANGED,
                    "'" + guard.workspace().relativize(path)
                            + "' was replaced or removed in the workspace while sandboxes had it read-only, which opens it to them:"
                            + " they were ended, and start anew with the next call");
        }
    }

    private void record(TenantId tenant, EventType type, String sentence) {
        LOG.warn("tenant {}: {}", tenant, sentence);
        try {
            events.record(AuditEvent.of(clock.instant(), tenant, type, ResultStatus.ERROR, null, null, sentence));
        } catch (IOException e) {
            LOG.error("and this could not be recorded: {}", e.getMessage());
        }
    }

    private void closed(Guard guard) {
        watch.remove(guard);
        standIns.release(guard.workspace());
        synchronized (this) {
            open.remove(guard);
            notifyAll();
        }
    }

    /**
     * Waits for sandboxes that are ending, and lets none begin any more, whose names nobody would free; what they leave behind is
     * removed now, or by the next supervisor.
     */
    @Override
    public void close() {
        long deadline = System.nanoTime() + LAST_END_NANOS;
        synchronized (this) {
            closed = true;
            try {
                for (long left = LAST_END_NANOS;
                        (opening > 0 || !open.isEmpty()) && left > 0;
                        left = deadline - System.nanoTime()) {
                    wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        watch.close();
    }
}
