package dev.bulkhead.tenantserver.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/** Any conversation, of any host with any server: it comes to the same as with the server alone, in the server's own era. */
class ConversationTest {
    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void theSameConversationComesToTheSame(@ForAll long seed, @ForAll boolean host, @ForAll boolean server) {
        comesToTheSame(seed, host, server);
    }

    @Tag("long")
    @Property(tries = 50_000, shrinking = ShrinkingMode.OFF)
    void theSameConversationComesToTheSameEachTime(@ForAll long seed, @ForAll boolean host, @ForAll boolean server) {
        comesToTheSame(seed, host, server);
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void everyRequestIsAnsweredOnceThoughTheServerCrashes(
            @ForAll long seed, @ForAll boolean host, @ForAll boolean server) {
        survives(seed, host, server, true, false);
    }

    @Tag("long")
    @Property(tries = 50_000, shrinking = ShrinkingMode.OFF)
    void everyRequestIsAnsweredOnceHoweverOftenTheServerCrashes(
            @ForAll long seed, @ForAll boolean host, @ForAll boolean server) {
        survives(seed, host, server, true, true);
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void everyRequestIsAnsweredOnceThoughTheServerRaves(
            @ForAll long seed, @ForAll boolean host, @ForAll boolean server) {
        survives(seed, host, server, false, true);
    }

    @Example
    void aCrashAfterAnyMessageIsSurvived() {
        for (int pair = 0; pair < 4; pair++) {
            for (int boundary = 0; boundary < 60; boundary++) {
                List<String[]> wanted = wanted(new SplittableRandom(7));
                try (Run run = new Run(7, (pair & 1) != 0, (pair & 2) != 0, wanted)) {
                    run.crashAfter = boundary;
                    run.toTheEnd(0, 0, 0);
                    assertThat(run.host.wrong).isEmpty();
                    assertThat(run.host.outcomes).hasSize(wanted.size());
                    assertThat(run.begun.values()).allMatch(times -> times == 1);
                }
            }
        }
    }

    private static void comesToTheSame(long seed, boolean isModernHost, boolean isModernServer) {
        List<String[]> wanted = wanted(new SplittableRandom(seed));
        ReferenceHost alone = new ReferenceHost(isModernServer, wanted);
        direct(alone, Reference.of(isModernServer), new SplittableRandom(seed));
        try (Run run = new Run(seed, isModernHost, isModernServer, wanted)) {
            run.toTheEnd(0, 0, 0);
            assertThat(run.host.wrong).isEmpty();
            assertThat(run.server.wrong).isEmpty();
            assertThat(run.host.outcomes).isEqualTo(alone.outcomes);
            assertThat(run.server.begun.values()).allMatch(times -> times == 1);
            assertThat(run.bench.events).noneMatch(event -> event.startsWith("noise"));
        }
    }

    private static void survives(long seed, boolean host, boolean server, boolean isCrashing, boolean isRaving) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String[]> wanted = wanted(random);
        try (Run run = new Run(seed, host, server, wanted)) {
            run.toTheEnd(isCrashing ? 30 : 0, isRaving ? 5 : 0, random.nextBoolean() ? 20 : 0);
            assertThat(run.host.wrong).isEmpty();
            assertThat(run.host.outcomes).hasSize(wanted.size());
            assertThat(run.begun.values()).allMatch(times -> times == 1);
        }
    }

    private static List<String[]> wanted(SplittableRandom random) {
        List<String[]> wanted = new ArrayList<>();
        String[] modes = {"works", "works", "fails", "refuses"};
        for (int n = 0, most = random.nextInt(1, 12); n < most; n++) {
            String call = "\"name\":\"t\",\"arguments\":{\"n\":" + n + ",\"rounds\":" + random.nextInt(4) + ",\"each\":"
                    + random.nextInt(1, 4) + ",\"mode\":\"" + modes[random.nextInt(4)] + "\",\"é\\u0041\":1.0}";
            wanted.add(
                    switch (random.nextInt(6)) {
                        case 0 -> new String[] {"tools/list", "\"cursor\":\"" + n + "\""};
                        case 1 ->
                            new String[] {
                                "resources/read", "\"uri\":\"" + (random.nextBoolean() ? "no:" : "is:") + n + "\""
                            };
                        case 2 -> new String[] {"prompts/get", call};
                        default -> new String[] {"tools/call", call};
                    });
        }
        return wanted;
    }

    private static void direct(ReferenceHost host, Reference server, SplittableRandom random) {
        while (!host.isDone() || !server.out.isEmpty()) {
            int choice = random.nextInt(3);
            if (choice == 0 && host.hasMore()) {
                host.askNext();
            } else if (choice == 1 && !host.out.isEmpty()) {
                server.take(Bench.read(host.out.removeFirst()));
            } else if (choice == 2 && !server.out.isEmpty()) {
                host.take(Bench.read(server.out.removeFirst()));
            }
        }
        assertThat(host.wrong).isEmpty();
        assertThat(server.wrong).isEmpty();
    }

    /** One conversation through a port, in an order that the seed says. */
    private static final class Run implements AutoCloseable {
        private final SplittableRandom random;
        private final boolean isModernServer;
        final Bench bench;
        final ReferenceHost host;
        final Map<Integer, Integer> begun = new HashMap<>();
        Reference server;
        private int processes;

        /** After how many messages to or from the server it ends; -1 for never. */
        int crashAfter = -1;

        private int messages;
        private final Deque<String> before = new ArrayDeque<>();

        Run(long seed, boolean isModernHost, boolean isModernServer, List<String[]> wanted) {
            this.random = new SplittableRandom(seed ^ 0x5eed);
            this.isModernServer = isModernServer;
            this.bench = isModernHost ? Bench.modern(null) : Bench.legacy(null);
            this.host = new ReferenceHost(isModernHost, wanted);
            this.server = Reference.of(isModernServer);
        }

        /** Each in a thousand steps: a crash, a line of nonsense, a cancellation. */
        void toTheEnd(int crashes, int nonsense, int cancels) {
            int idle = 0;
            while (idle < 60) {
                if (random.nextInt(1000) < crashes && !bench.processes.isEmpty() && !bench.process().isClosed) {
                    bench.process().end("exit status 1");
                }
                if (random.nextInt(1000) < cancels) {
                    host.cancelOne(random);
                }
                if (random.nextInt(100) < nonsense && !bench.processes.isEmpty() && !bench.process().isClosed) {
                    bench.process().say(nonsense());
                }
                if (step()) {
                    idle = 0;
                } else if (host.isDone() && bench.host.isEmpty()) {
                    idle += 20;
                    bench.pass(50);
                } else {
                    idle++;
                    bench.pass(idle < 20 ? 50 : 1_000);
                }
            }
        }

        private boolean step() {
            if (processes < bench.processes.size()) {
                processes = bench.processes.size();
                Reference started = Reference.of(isModernServer);
                started.begun.putAll(begun);
                begun.clear();
                server = started;
            }
            begun.clear();
            begun.putAll(server.begun);
            int first = random.nextInt(5);
            for (int i = 0; i < 5; i++) {
                if (act((first + i) % 5)) {
                    return true;
                }
            }
            return false;
        }

        private void crashIfDue() {
            if (messages++ == crashAfter) {
                bench.process().end("exit status 1");
            }
        }

        private boolean act(int what) {
            boolean isUp = !bench.processes.isEmpty() && !bench.process().isClosed;
            switch (what) {
                case 0 -> {
                    if (!host.hasMore()) {
                        return false;
                    }
                    host.askNext();
                }
                case 1 -> {
                    if (host.out.isEmpty()) {
                        return false;
                    }
                    bench.send(host.out.removeFirst());
                }
                case 2 -> {
                    if (!isUp || bench.process().told.isEmpty()) {
                        return false;
                    }
                    server.take(Bench.read(bench.process().told.remove()));
                    begun.putAll(server.begun);
                    crashIfDue();
                }
                case 3 -> {
                    if (!isUp || server.out.isEmpty()) {
                        return false;
                    }
                    String line = server.out.removeFirst();
                    before.add(line);
                    bench.process().say(line);
                    crashIfDue();
                }
                default -> {
                    if (bench.host.isEmpty()) {
                        return false;
                    }
                    host.take(Bench.read(bench.host.remove()));
                }
            }
            return true;
        }

        /** What no server should say, or not again. */
        private String nonsense() {
            String again = before.isEmpty() ? "{}" : before.peekLast();
            String[] lines = {
                again,
                "Server listening",
                "{\"jsonrpc\":\"2.0\",\"id\":\"nobody\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"?\"}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":\"x\",\"progress\":1e999}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":{}}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}",
                "[]",
                "[{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}]",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":",
                "\u0000",
            };
            return lines[random.nextInt(lines.length)];
        }

        @Override
        public void close() {
            bench.close();
        }
    }
}
