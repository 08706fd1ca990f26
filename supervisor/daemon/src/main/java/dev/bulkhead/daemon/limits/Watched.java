package dev.bulkhead.daemon.limits;

import dev.bulkhead.daemon.limits.ProcessTree.Member;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sandbox under watch. What uses more processor time than it may is stopped and let go on again, so that it gets just that,
 * and a program of others from then on runs only when nothing else wants to; what has too many processes or too much memory is ended. For the
 * thread that watches.
 */
final class Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

    /** sysconf(_SC_CLK_TCK), which is 100 on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final long PAGE_BYTES = 4096;

    /** So many short looks at one at rest, then a whole one: each second. */
    private static final int SHORT_LOOKS = 3;

    /** How often those that came meanwhile are stopped too before the watch waits for its next look. */
    private static final int ROUNDS = 3;

    private final String name;
    private final long first;
    private final Bounds may;
    private final Posix posix;
    private final Consumer<String> end;
    private final Meter.Count count;
    private final Runnable works;
    private final CpuBudget budget;
    private List<Member> last = List.of();
    private int rested;
    private long startTime = -1;
    private long ticks;
    private long countedTicks;
    private long countedAt = System.nanoTime();
    private long lookedAt = System.nanoTime();
    private boolean stopped;
    private boolean slowed;
    private boolean ending;

    /**
     * @param end ends the sandbox, for the reason that it is given
     * @param count is told what it uses
     * @param works is told that it has done something
     */
    Watched(String name, long first, Bounds may, Posix posix, Consumer<String> end, Meter.Count count, Runnable works) {
        this.name = name;
        this.first = first;
        this.may = may;
        this.posix = posix;
        this.end = end;
        this.count = count;
        this.works = works;
        this.budget = new CpuBudget(may.processors());
    }

    /** Looks once; returns false when the sandbox is gone. */
    boolean look() {
        if (isAtRest()) {
            return true;
        }
        rested = 0;
        List<Member> members = ProcessTree.from(first);
        if (members.isEmpty()) {
            count.ended();
            return false;
        }
        if (startTime < 0) {
            startTime = members.getFirst().startTime();
            ticks = members.getFirst().ticks(); // The start's own work counts for nobody.
        }
        if (members.getFirst().startTime() != startTime) {
            count.ended();
            return false; // The number is another's by now.
        }
        if (!members.equals(last)) {
            works.run();
        }
        last = members;
        count(members);
        if (!ending) {
            processes(members);
            memory(members);
            processors(members);
        }
        return true;
    }

    /**
     * Whether no process that it had is any different. To find those that it has not had yet each thread has to be asked, which for
     * a dozen idle sandboxes is what the supervisor would do most; and whoever starts one is seldom at rest.
     */
    private boolean isAtRest() {
        if (stopped || last.isEmpty() || rested >= SHORT_LOOKS) {
            return false;
        }
        rested++;
        for (Member member : last) {
            if (ProcessTree.member(member.pid()).filter(member::equals).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** What it used before it was bounded counts too: its start is the tenant's work. */
    private void count(List<Member> members) {
        long now = System.nanoTime();
        long used = members.stream().mapToLong(Member::ticks).sum();
        long memory = members.stream().mapToLong(Member::pages).sum() * PAGE_BYTES;
        count.used(Math.max(0, used - countedTicks) / TICKS_PER_SECOND, memory, Duration.ofNanos(now - countedAt));
        countedTicks = Math.max(used, countedTicks);
        countedAt = now;
    }

    private void processes(List<Member> members) {
        int threads = members.stream().mapToInt(Member::threads).sum();
        if (threads > may.processes()) {
            end("it had " + threads + " processes and threads, and sandbox.processes allows " + may.processes());
        }
    }

    private void memory(List<Member> members) {
        if (members.stream().mapToLong(Member::pages).sum() * PAGE_BYTES <= may.memory()) {
            return;
        }
        long own = members.stream()
                        .mapToLong(member -> ProcessTree.ownPages(member.pid()))
                        .sum()
                * PAGE_BYTES;
        if (own > may.memory()) {
            end(String.format(
                    Locale.ROOT,
                    "its processes held %d MiB together, and sandbox.memory allows %d",
                    own >> 20,
                    may.memory() >> 20));
        }
    }

    private void end(String why) {
        ending = true;
        LOG.warn("{} is ended: {}", name, why);
        end.accept(why);
    }

    private void processors(List<Member> members) {
        long now = System.nanoTime();
        long used = members.stream().mapToLong(Member::ticks).sum();
        boolean overdrawn = budget.isOverdrawnAfter((used - ticks) / TICKS_PER_SECOND, (now - lookedAt) / 1e9);
        ticks = used;
        lookedAt = now;
        if (overdrawn && !ending) {
            slow(members);
        } else if (stopped) {
            stopped = false;
            // The first one last: what it had stopped itself must not run ahead of it.
            members.reversed().forEach(member -> posix.signal(member.pid(), Posix.SIGCONT));
        }
    }

    private void slow(List<Member> members) {
        if (!slowed) {
            slowed = true;
            LOG.info("{} uses more than {} processors: it is slowed", name, may.processors());
            if (may.excess() == Bounds.Excess.SLOWED_AND_IDLE) {
                members.forEach(member -> ProcessTree.threads(member.pid()).forEach(posix::idle));
            }
        }
        stopped = true;
        List<Member> there = members;
        for (int round = 0; round < ROUNDS && !there.isEmpty(); round++) {
            there.forEach(member -> posix.signal(member.pid(), Posix.SIGSTOP));
            List<Member> before = there;
            there = ProcessTree.from(first);
            there.removeIf(before::contains);
            there.removeIf(member -> before.stream().anyMatch(other -> other.pid() == member.pid()));
        }
    }
}
