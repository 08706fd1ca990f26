package dev.bulkhead.daemon.limits;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The processes of some sandboxes at one moment, so that it can be said afterwards that none of them is left. For one thread.
 */
public final class Survivors {
    private static final long LOOK_MILLIS = 2;
    private static final Posix POSIX = new Posix();

    private final List<ProcessTree.Member> members = new ArrayList<>();

    /** @param inside one process of each sandbox, as the kernel numbers it outside */
    public Survivors(List<Long> inside) {
        inside.forEach(pid -> members.addAll(ProcessTree.from(started(pid))));
    }

    /** What this process started to have {@code pid}: orphans inside are children of what is in between. */
    private static long started(long pid) {
        long own = ProcessHandle.current().pid();
        long top = pid;
        Optional<ProcessHandle> parent = ProcessHandle.of(pid).flatMap(ProcessHandle::parent);
        while (parent.isPresent() && parent.get().pid() != own) {
            top = parent.get().pid();
            parent = parent.get().parent();
        }
        // One that has ended in the meantime belongs to somebody else's tree by now.
        return parent.isPresent() ? top : pid;
    }

    /**
     * Returns whether {@code process} still runs: one that has ended and waits to be reaped does not, however long whoever took it
     * in lets it wait.
     */
    public static boolean isRunning(ProcessHandle process) {
        return process.isAlive()
                && (!Files.isDirectory(Path.of("/proc/self"))
                        || ProcessTree.member(process.pid()).isPresent());
    }

    /** How many processes there were. */
    public int count() {
        return members.size();
    }

    /**
     * Waits until all have ended, and meanwhile ends those that have not; returns how many are left. A number that is another
     * process's by now is none of them: proc(5), starttime.
     */
    public int awaitEnd(Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            List<ProcessTree.Member> left = left();
            if (left.isEmpty() || System.nanoTime() >= deadline) {
                return left.size();
            }
            left.forEach(member -> POSIX.signal(member.pid(), Posix.SIGKILL));
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return left.size();
            }
        }
    }

    private List<ProcessTree.Member> left() {
        return members.stream()
                .filter(member -> ProcessTree.member(member.pid())
                        .filter(now -> now.startTime() == member.startTime())
                        .isPresent())
                .toList();
    }
}
