package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static dev.bulkhead.daemon.audit.StreamFixture.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CrashTest {
    private static final boolean LONG = Boolean.getBoolean("bulkhead.long");
    private static final int STREAMS = LONG ? 25 : 1;
    private static final int KILLS = LONG ? 40 : 4;

    @Test
    void whatWasAppendedBeforeAKillAtAnyMomentIsThereAndTheChainHolds() throws Exception {
        LongAdder cutOff = new LongAdder();
        // A child that starts waits for the disk and for its classes as much as it works.
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.min(STREAMS, 3))) {
            List<Future<?>> streams = new ArrayList<>();
            for (int stream = 0; stream < STREAMS; stream++) {
                streams.add(threads.submit(() -> {
                    cutOff.add(killOneStream());
                    return null;
                }));
            }
            for (Future<?> stream : streams) {
                stream.get();
            }
        }
        if (LONG) {
            assertThat(cutOff.sum()).as("kills between a start and its end").isPositive();
        }
    }

    private static long killOneStream() throws Exception {
        RandomGenerator random = RandomGenerator.getDefault();
        try (StreamFixture fixture = new StreamFixture()) {
            Map<Long, String> returned = new HashMap<>();
            for (int kill = 0; kill < KILLS; kill++) {
                // Mostly soon: what is there already must be verified again each time.
                int lines = kill % 20 == 0 ? 2_000 : 100;
                appendUntilKilled(fixture.home, 1 + random.nextInt(lines), returned);
                assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
            }
            fixture.open().close();
            Map<Long, String> kept = fixture.rows().stream()
                    .collect(Collectors.toMap(AuditEntry::seq, row -> row.eventType() + " " + row.callId()));
            assertThat(kept).containsAllEntriesOf(returned);
            return eachStartHasOneEnd(fixture.rows());
        }
    }

    private static long eachStartHasOneEnd(List<AuditEntry> rows) {
        Map<String, List<AuditEntry>> calls =
                rows.stream().collect(Collectors.groupingBy(row -> String.valueOf(row.callId())));
        assertThat(calls.values())
                .allSatisfy(call -> assertThat(call)
                        .extracting(AuditEntry::eventType)
                        .containsExactly("tool_call_started", "tool_call"));
        long lost =
                rows.stream().filter(row -> row.resultStatus().equals("lost")).count();
        assertThat(lost).isLessThanOrEqualTo(KILLS);
        return lost;
    }

    private static void appendUntilKilled(BulkheadHome home, int lines, Map<Long, String> returned) throws Exception {
        Process child = child(Child.class, home).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            // A line that was cut by the kill has no end: the child then did not say that it had its row.
            for (int line = 0; line < lines; line++) {
                note(out.readLine(), returned);
            }
            child.toHandle().destroyForcibly();
            for (String line = out.readLine(); line != null && line.endsWith(";"); line = out.readLine()) {
                note(line, returned);
            }
        }
        assertThat(child.waitFor()).isEqualTo(137);
    }

    /** Another JVM with these classes, which runs {@code main} on {@code home}. */
    static ProcessBuilder child(Class<?> main, BulkheadHome home) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                // SQLite's library is unpacked there, and stays when its process is killed.
                "-Dorg.sqlite.tmpdir=" + home.root(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                home.root().toString()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static void note(String line, Map<Long, String> returned) {
        assertThat(line).endsWith(";");
        String[] words = line.substring(0, line.length() - 1).split(" ", 2);
        returned.put(Long.parseLong(words[0]), words[1]);
    }

    /** Appends calls for ever, and says of each row that it is there. */
    static final class Child {
        public static void main(String[] args) throws IOException {
            BulkheadHome home = BulkheadHome.of(Map.of("BULKHEAD_HOME", args[0]));
            RandomGenerator random = RandomGenerator.getDefault();
            AuditStream stream = new AuditStreams(home, Clock.systemUTC(), random).stream(ACME);
            for (long i = 0; ; i++) {
                String call = ProcessHandle.current().pid() + "-" + Instant.now() + "-" + i;
                say(stream.append(started(call, Instant.now())), "tool_call_started " + call);
                say(stream.append(ended(call, Instant.now(), ResultStatus.SUCCESS)), "tool_call " + call);
            }
        }

        private static void say(long seq, String row) throws IOException {
            System.out.write((seq + " " + row + ";\n").getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        }
    }
}
