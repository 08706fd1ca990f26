package dev.bulkhead.tenantserver.upstream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers whose time passes only when a test says so, on the test's thread. */
public final class VirtualTimers extends ScheduledThreadPoolExecutor {
    private final List<Later> tasks = new ArrayList<>();
    private long now;
    private long count;

    private static final class Later extends FutureTask<Object> implements ScheduledFuture<Object> {
        private final long at;
        private final long order;

        Later(Callable<Object> task, long at, long order) {
            super(task);
            this.at = at;
            this.order = order;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at, TimeUnit.MILLISECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(at, other.getDelay(TimeUnit.MILLISECONDS));
        }
    }

    public VirtualTimers() {
        super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Callable<Object> task = () -> {
            command.run();
            return "";
        };
        Later later = new Later(task, now + unit.toMillis(delay), count++);
        tasks.add(later);
        return later;
    }

    /** Lets {@code millis} pass, step by step; {@code meanwhile} runs after each task. */
    public void pass(long millis, Runnable meanwhile) {
        long end = now + millis;
        while (true) {
            tasks.removeIf(FutureTask::isDone);
            Later next = tasks.stream()
                    .filter(task -> task.at <= end)
                    .min(Comparator.<Later>comparingLong(task -> task.at).thenComparingLong(task -> task.order))
                    .orElse(null);
            if (next == null) {
                now = end;
                return;
            }
            tasks.remove(next);
            now = Math.max(now, next.at);
            next.run();
            meanwhile.run();
        }
    }
}
