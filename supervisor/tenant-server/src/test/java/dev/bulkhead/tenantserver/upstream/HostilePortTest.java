package dev.bulkhead.tenantserver.upstream;

import static dev.bulkhead.tenantserver.upstream.Bench.initializeResult;
import static dev.bulkhead.tenantserver.upstream.Bench.read;
import static dev.bulkhead.tenantserver.upstream.Bench.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Upstreams that mean no good, and hosts that do not read. */
class HostilePortTest {
    private static final String ALL = "{\"tools\":{},\"resources\":{\"subscribe\":true}}";

    private static Bench legacyServer(boolean isModernHost) {
        Bench bench = isModernHost ? Bench.modern("legacy") : Bench.legacy(null);
        bench.send(
                isModernHost
                        ? request("0", "tools/list", "")
                        : "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"tools/list\"}");
        bench.process().answer(initializeResult(ALL));
        bench.process().told.remove();
        bench.process().answer("\"result\":{\"tools\":[]}");
        bench.heard();
        return bench;
    }

    @Test
    void aFloodOfQuestionsIsRefusedAfterABound() {
        for (boolean isModernHost : new boolean[] {false, true}) {
            try (Bench bench = legacyServer(isModernHost)) {
                bench.send(request("1", "tools/call", "\"name\":\"t\""));
                bench.process().told.clear();
                for (int i = 0; i < 1_000; i++) {
                    bench.process()
                            .say("{\"jsonrpc\":\"2.0\",\"id\":" + i
                                    + ",\"method\":\"elicitation/create\",\"params\":{\"message\":\"?\"}}");
                }
                assertThat(bench.process().told).hasSizeGreaterThan(700).allMatch(line -> line.contains("too m"));
            }
        }
    }

    @Test
    void aLineThatIsTooLongEndsTheServerAndAnswersItsCalls() {
        try (Bench bench = legacyServer(false)) {
            bench.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{}}");
            Bench.Process process = bench.process();
            process.writeTooMuch();
            assertThat(bench.heardJson().at("/result/content/0/text").asText()).contains("longer than 16 MiB");
            assertThat(process.isClosed).isTrue();
            process.end("killed");
            assertThat(bench.events)
                    .filteredOn(event -> event.startsWith("gone"))
                    .hasSize(1);
        }
    }

    @Test
    void aResultOfSixteenMebibytesIsTranslated() {
        try (Bench bench = legacyServer(true)) {
            bench.send(request("1", "tools/call", "\"name\":\"t\""));
            bench.process()
                    .answer("\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"" + "é\\\"".repeat(4_000_000)
                            + "\"}]}");
            assertThat(bench.heard()).hasSizeGreaterThan(12_000_000).contains("\"resultType\":\"complete\"");
        }
    }

    @Test
    void anAnswerOfManyMembersIsAnErrorOfItsCallAlone() {
        try (Bench bench = legacyServer(true)) {
            bench.send(request("1", "tools/list", ""));
            StringBuilder meta = new StringBuilder("\"k\":0");
            for (int i = 0; i < 20_000; i++) {
                meta.append(",\"k").append(i).append("\":0");
            }
            bench.process().answer("\"result\":{\"tools\":[],\"_meta\":{" + meta + "}}");
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32603);
        }
    }

    @Test
    void aQuestionThatCannotBeReadTwoWaysIsRefused() {
        try (Bench bench = legacyServer(true)) {
            bench.send(request("1", "tools/call", "\"name\":\"t\""));
            bench.process().told.clear();
            bench.process()
                    .say(
                            "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"elicitation/create\",\"params\":{\"message\":\"?\",\"x\":{\"a\":1,\"a\":2},\"_meta\":{\"b\":1,\"b\":1}}}");
            bench.pass(20);
            assertThat(bench.host.size() + bench.process().told.size()).isEqualTo(1);
        }
    }

    /** The thread of the upstream's output waits for the host; who sends does not. */
    @Test
    @Timeout(30)
    void aHostThatDoesNotReadHoldsUpTheUpstreamAlone() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        AtomicInteger heard = new AtomicInteger();
        try (Bench bench = legacyServer(false)) {
            bench.whenHeard = line -> {
                inside.countDown();
                try {
                    assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                heard.incrementAndGet();
            };
            Thread output =
                    new Thread(() -> bench.process().say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}"));
            output.start();
            assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 100; i++) {
                bench.send("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"prompts/list\"}");
            }
            assertThat(output.isAlive()).isTrue();
            reading.countDown();
            output.join();
            assertThat(heard.get()).isEqualTo(101);
        }
    }

    /** Many threads on one port: each request is answered once, with its own answer. */
    @Test
    @Timeout(60)
    void manyThreadsMayUseOnePort() throws Exception {
        Set<String> answers = ConcurrentHashMap.newKeySet();
        try (Bench bench = legacyServer(false)) {
            AtomicInteger doubled = new AtomicInteger();
            bench.whenHeard = line -> doubled.addAndGet(answers.add(line) ? 0 : 1);
            bench.process().whenTold = line -> bench.process()
                    .sayLater("{\"jsonrpc\":\"2.0\",\"id\":" + read(line).get("id") + ",\"result\":{\"of\":"
                            + read(line).get("id") + "}}");
            Thread[] threads = new Thread[4];
            for (int t = 0; t < threads.length; t++) {
                int first = t * 1_000;
                threads[t] = new Thread(() -> {
                    for (int i = 0; i < 500; i++) {
                        String method = i % 5 == 0 ? "prompts/list" : "tools/call";
                        bench.port.send(String.format(
                                        Locale.ROOT,
                                        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":{}}",
                                        first + i,
                                        method)
                                .getBytes(UTF_8));
                    }
                });
            }
            for (Thread thread : threads) {
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            bench.process().sayAll();
            assertThat(answers).hasSize(2_000);
            assertThat(doubled).hasValue(0);
        }
    }
}
