package dev.bulkhead.acceptance.bench;

import dev.bulkhead.acceptance.Processes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The same work for each contender, in turn, so that a slow moment of the machine meets all: starts, calls, calls at once,
 * memory, the end, what is left when the front process is killed, and several clients at once. What fails at one is noted
 * there, and the others go on.
 */
final class Comparison {
    private static final int STARTS = 5;
    private static final int IN_FLIGHT = 32;
    private static final int CALLS_AT_ONCE = 3_000;
    private static final int CALLS_OF_EACH_TENANT = 200;
    private static final Duration GONE = Duration.ofSeconds(10);

    private final List<Contender> contenders;
    private final int tenants;
    private final Consumer<String> progress;
    private final Map<Contender, Figures> figures = new LinkedHashMap<>();

    Comparison(List<Contender> contenders, int tenants, Consumer<String> progress) {
        this.contenders = contenders;
        this.tenants = tenants;
        this.progress = progress;
        contenders.forEach(this::figures);
    }

    Collection<Figures> run() throws InterruptedException {
        progress.accept("starts");
        for (int round = 0; round < STARTS; round++) {
            each(this::start);
        }
        calls();
        progress.accept("the end of a session, and what is left of it");
        each(this::hangUp);
        each(this::kill);
        for (Contender contender : contenders) {
            progress.accept(tenants + " clients at once: " + contender.name());
            attempt(contender, this::tenantsAtOnce);
        }
        return figures.values();
    }

    private Figures figures(Contender contender) {
        return figures.computeIfAbsent(contender, each -> new Figures(each.name()));
    }

    /** One part of the work, for one contender. */
    private interface Work {
        void on(Contender contender, Figures figures) throws IOException, InterruptedException;
    }

    private void each(Work work) throws InterruptedException {
        for (Contender contender : contenders) {
            attempt(contender, work);
        }
    }

    private void attempt(Contender contender, Work work) throws InterruptedException {
        Figures own = figures(contender);
        try {
            work.on(contender, own);
        } catch (IOException e) {
            own.failed(e);
            progress.accept(contender.name() + ": " + e.getMessage());
        } finally {
            endRest(contender);
        }
    }

    private static void endRest(Contender contender) {
        try {
            contender.end();
        } catch (IOException e) {
            throw new IllegalStateException("what " + contender.name() + " left could not be ended", e);
        }
    }

    private void start(Contender contender, Figures own) throws IOException, InterruptedException {
        try (EchoSession session = EchoSession.open(contender, 0)) {
            own.start.add(session.nanosToList());
        }
    }

    private void calls() throws InterruptedException {
        Map<Contender, EchoSession> open = new LinkedHashMap<>();
        try {
            for (Contender contender : contenders) {
                try {
                    open.put(contender, EchoSession.open(contender, 0));
                } catch (IOException e) {
                    figures(contender).failed(e);
                }
            }
            for (Figures.Size size : Figures.Size.values()) {
                progress.accept(String.format("calls of %,d B", size.bytes));
                latency(open, size);
            }
            for (Contender contender : List.copyOf(open.keySet())) {
                progress.accept(IN_FLIGHT + " calls at once: " + contender.name());
                ask(
                        open,
                        contender,
                        (session, own) ->
                                own.callsPerSecond = session.throughput(IN_FLIGHT, CALLS_AT_ONCE, "x".repeat(200)));
            }
            progress.accept("memory, " + Starts.QUIET.toSeconds() + " s after the last call");
            Thread.sleep(Starts.QUIET);
            for (Contender contender : List.copyOf(open.keySet())) {
                ask(open, contender, (session, own) -> own.sessionBytes = proportionalBytes(contender.processes()));
            }
        } finally {
            for (Contender contender : contenders) {
                close(open.get(contender));
                endRest(contender);
            }
        }
    }

    /** One part of the work, on a session that is open. */
    private interface Asking {
        void on(EchoSession session, Figures figures) throws IOException;
    }

    private void ask(Map<Contender, EchoSession> open, Contender contender, Asking asking) {
        EchoSession session = open.get(contender);
        if (session == null) {
            return;
        }
        try {
            asking.on(session, figures(contender));
        } catch (IOException e) {
            figures(contender).failed(e);
            close(open.remove(contender));
        }
    }

    private void latency(Map<Contender, EchoSession> open, Figures.Size size) {
        String text = "x".repeat(size.bytes);
        for (int i = -size.calls / 5 - 5; i < size.calls; i++) {
            boolean counts = i >= 0;
            for (Contender contender : contenders) {
                ask(open, contender, (session, own) -> {
                    try (var limit = session.wire().limit(EchoSession.LIMIT)) {
                        long nanos = session.roundTrip(session.call(7, text), text);
                        if (counts) {
                            own.latency(size).add(nanos);
                        }
                    }
                });
            }
        }
    }

    private static void close(@Nullable EchoSession session) {
        if (session != null) {
            try {
                session.close();
            } catch (IOException e) {
                // It had ended before.
                return;
            }
        }
    }

    private void hangUp(Contender contender, Figures own) throws IOException, InterruptedException {
        Set<Long> before = contender.processes();
        try (EchoSession session = EchoSession.open(contender, 0)) {
            session.roundTrip(session.call(7, "bye"), "bye");
            long from = System.nanoTime();
            session.wire().hangUp();
            if (session.wire().ends(GONE)) {
                own.exit.add(System.nanoTime() - from);
            }
            own.leftAfterExit = left(contender, before);
        }
    }

    private void kill(Contender contender, Figures own) throws IOException, InterruptedException {
        Set<Long> before = contender.processes();
        try (EchoSession session = EchoSession.open(contender, 0)) {
            session.roundTrip(session.call(7, "bye"), "bye");
            session.wire().kill();
            own.leftAfterKill = left(contender, before);
        }
    }

    /** What of a session still runs when it had time to go; what ran before it is not its own. */
    private static int left(Contender contender, Set<Long> before) throws IOException, InterruptedException {
        long end = System.nanoTime() + GONE.toNanos();
        while (true) {
            Set<Long> now = new HashSet<>(contender.processes());
            now.removeAll(before);
            now.removeIf(pid -> !Processes.isAlive(pid));
            if (now.isEmpty() || System.nanoTime() > end) {
                return now.size();
            }
            Thread.sleep(50);
        }
    }

    private void tenantsAtOnce(Contender contender, Figures own) throws IOException, InterruptedException {
        List<EchoSession> sessions = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long before = System.nanoTime();
            List<Callable<EchoSession>> starts = new ArrayList<>();
            for (int i = 0; i < tenants; i++) {
                int tenant = i;
                starts.add(() -> EchoSession.open(contender, tenant));
            }
            sessions.addAll(all(threads, starts));
            own.tenantsStarted.add(System.nanoTime() - before);
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < tenants; i++) {
                EchoSession session = sessions.get(i);
                String text = "of client " + i + " and nobody else";
                calls.add(() -> callsOfOne(session, text));
            }
            long from = System.nanoTime();
            own.wrongAnswers =
                    all(threads, calls).stream().mapToInt(Integer::intValue).sum();
            own.tenantsCallsPerSecond = tenants * CALLS_OF_EACH_TENANT / ((System.nanoTime() - from) / 1e9);
            Thread.sleep(Starts.QUIET);
            own.tenantsBytes = proportionalBytes(contender.processes());
            own.tenantsProcesses = contender.processes().size();
        } finally {
            sessions.forEach(Comparison::close);
        }
    }

    private static int callsOfOne(EchoSession session, String text) throws IOException {
        int wrong = 0;
        try (var limit = session.wire().limit(EchoSession.LIMIT.multipliedBy(4))) {
            for (int i = 0; i < CALLS_OF_EACH_TENANT; i++) {
                session.wire().send(session.call(i, text));
                session.wire().receive();
                wrong += session.wire().text().contains(text) ? 0 : 1;
            }
        }
        return wrong;
    }

    private static <T> List<T> all(ExecutorService threads, List<Callable<T>> tasks)
            throws IOException, InterruptedException {
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks)) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                throw new IOException(String.valueOf(e.getCause()), e);
            }
        }
        return results;
    }

    private static long proportionalBytes(Set<Long> processes) {
        long all = 0;
        for (long pid : processes) {
            try {
                all += Starts.proportionalBytes(pid);
            } catch (IOException e) {
                // It has just ended.
                continue;
            }
        }
        return all;
    }
}
