package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.HostProcess;
import dev.bulkhead.daemon.approval.RunningProgram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The process at the other end of a connection, by the kernel's word, and the processes that it descends from.
 *
 * @param process the peer itself: a launcher, a command line, a window
 * @param ancestors its parent first
 */
public record Peer(Identity process, List<Identity> ancestors) {
    private static final int DEEPEST = 64;

    public Peer {
        ancestors = List.copyOf(ancestors);
    }

    /**
     * One process. Two are the same only when their start is the same too: numbers are used again.
     *
     * @param started when it was started; the epoch where the system does not say
     * @param executable its file, or "?"
     */
    public record Identity(long pid, Instant started, String executable) {
        /** Not the file: that of a running process is called otherwise once an update has replaced it. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Identity that && pid == that.pid && started.equals(that.started);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(pid);
        }

        /** Whether it still is the process of that number. */
        boolean isAlive() {
            return ProcessHandle.of(pid).filter(handle -> equals(of(handle))).isPresent();
        }

        static Identity of(ProcessHandle handle) {
            ProcessHandle.Info info = handle.info();
            return new Identity(
                    handle.pid(),
                    info.startInstant().orElse(Instant.EPOCH),
                    info.command().orElse("?"));
        }
    }

    /** Reads the process {@code pid} and its ancestors as they are now; nothing but the number when it is gone. */
    public static Peer of(long pid) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        if (handle.isEmpty()) {
            return new Peer(new Identity(pid, Instant.EPOCH, "?"), List.of());
        }
        List<Identity> ancestors = new ArrayList<>();
        Optional<ProcessHandle> parent = handle.get().parent();
        while (parent.isPresent() && ancestors.size() < DEEPEST) {
            ancestors.add(Identity.of(parent.get()));
            parent = parent.get().parent();
        }
        return new Peer(Identity.of(handle.get()), ancestors);
    }

    /** What the audit says of it: who started the process that connected, or itself, as {@code 4711 /usr/bin/node}. */
    public String describe() {
        Identity shown = ancestors.isEmpty() || isEverybodys(ancestors.getFirst()) ? process : ancestors.getFirst();
        return shown.pid() + " " + shown.executable();
    }

    /**
     * The processes that hold a session when this is the peer of one: the launcher, and the host that started it (past a
     * shell that did nothing but start it), unless the host has let it go.
     */
    public List<Identity> holders() {
        List<Identity> holders = new ArrayList<>();
        holders.add(process);
        for (Identity ancestor : ancestors) {
            if (isEverybodys(ancestor)) {
                break;
            }
            holders.add(ancestor);
            if (!isShell(ancestor.executable())) {
                break;
            }
        }
        return holders;
    }

    /** The host, and who started it: the last of {@link #holders()}. A launcher whose starter has let it go stands for itself. */
    public HostProcess host() {
        List<Identity> holders = holders();
        Identity host = holders.getLast();
        boolean isLetGo = holders.size() == 1 || isShell(host.executable());
        int parents = ancestors.indexOf(host) + 1;
        return new HostProcess(
                program(host),
                ancestors.subList(parents, ancestors.size()).stream()
                        .map(Peer::program)
                        .toList(),
                isLetGo ? HostProcess.Standing.LET_GO : HostProcess.Standing.PARENT);
    }

    private static RunningProgram program(Identity process) {
        return new RunningProgram(process.pid(), process.started(), process.executable());
    }

    /** Who takes in the processes that others let go: if it were a holder, everybody would descend from one. */
    private static boolean isEverybodys(Identity process) {
        return process.pid() == 1 || process.executable().endsWith("/systemd");
    }

    private static boolean isShell(String executable) {
        String name = executable.substring(executable.lastIndexOf('/') + 1).replace(" (deleted)", "");
        return List.of("sh", "dash", "bash", "zsh", "ash", "busybox", "fish").contains(name);
    }
}
