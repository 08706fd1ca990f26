package dev.bulkhead.tenantserver.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes attempts one after the other, each bounded: what does not come back in time counts as reached, since something that can
 * keep a reader waiting is there.
 */
public final class Probe {
    private static final long PATIENCE_MILLIS = 1000;

    private Probe() {}

    /** Returns the outcomes in the order of the attempts, without what only a system call shows. */
    public static List<Attempt.Outcome> run(List<Attempt> attempts) throws InterruptedException {
        return run(attempts, Kernel.NOT_ASKED);
    }

    /** Returns the outcomes in the order of the attempts. */
    public static List<Attempt.Outcome> run(List<Attempt> attempts, Kernel kernel) throws InterruptedException {
        List<Attempt.Outcome> outcomes = new ArrayList<>(attempts.size());
        LinkedBlockingQueue<Attempt.Outcome> done = new LinkedBlockingQueue<>();
        int next = 0;
        while (next < attempts.size()) {
            Thread worker = new Worker(attempts.subList(next, attempts.size()), done, kernel);
            worker.start();
            while (next < attempts.size()) {
                Attempt.@Nullable Outcome outcome = done.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                if (outcome == null) {
                    // The worker hangs and is left behind with a queue that nobody reads.
                    outcomes.add(new Attempt.Outcome(attempts.get(next++).id(), true, "NoAnswerInTime"));
                    done = new LinkedBlockingQueue<>();
                    break;
                }
                outcomes.add(outcome);
                next++;
            }
        }
        return outcomes;
    }

    private static final class Worker extends Thread {
        private final List<Attempt> attempts;
        private final LinkedBlockingQueue<Attempt.Outcome> done;
        private final Kernel kernel;

        Worker(List<Attempt> attempts, LinkedBlockingQueue<Attempt.Outcome> done, Kernel kernel) {
            super("probe");
            this.attempts = attempts;
            this.done = done;
            this.kernel = kernel;
            setDaemon(true);
        }

        @Override
        public void run() {
            for (Attempt attempt : attempts) {
                done.add(outcome(attempt));
            }
        }

        private Attempt.Outcome outcome(Attempt attempt) {
            try {
                return new Attempt.Outcome(attempt.id(), true, Attempts.make(attempt, kernel));
            } catch (UnknownKind e) {
                // Fails closed: what was not tried was not shown to be shut.
                return new Attempt.Outcome(attempt.id(), true, "UnknownKind");
            } catch (Exception | LinkageError e) {
                return new Attempt.Outcome(attempt.id(), false, e.getClass().getSimpleName());
            }
        }
    }

    /** The supervisor asks for something that this server cannot try. */
    static final class UnknownKind extends Exception {
        UnknownKind(String kind) {
            super(kind);
        }
    }
}
