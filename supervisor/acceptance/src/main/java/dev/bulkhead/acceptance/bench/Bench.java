package dev.bulkhead.acceptance.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.acceptance.Bulkhead;
import dev.bulkhead.protocol.home.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code bulkhead bench}: measures the way through launcher, supervisor, policy, audit and sandbox beside the same tenant server
 * spoken to directly, in turn, in one run. Read the ratios and differences, not the absolute times.
 */
public final class Bench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TENANT = "bench-0";
    private static final int TENANTS = 5;
    private static final int STARTS = 11;
    private static final int WARM_UP = 6_000;

    private final Bulkhead bulkhead;
    private final Path direct;
    private final ObjectNode results = JSON.createObjectNode();
    private final boolean json;

    private Bench(Bulkhead bulkhead, Path direct, boolean json) {
        this.bulkhead = bulkhead;
        this.direct = direct;
        this.json = json;
    }

    public static void main(String[] args) throws Exception {
        BenchOptions options = BenchOptions.of(args);
        try {
            if (options.against().isEmpty()) {
                measure(options.json());
            } else if (!new Against(options.against(), options.tenants(), options.json()).run()) {
                System.exit(1);
            }
        } catch (IOException | IllegalStateException e) {
            System.err.println("bulkhead: bench: "
                    + (e instanceof IOException io ? FileProblem.of(io) : String.valueOf(e.getMessage())));
            System.exit(1);
        }
    }

    private static void measure(boolean json) throws IOException, InterruptedException {
        Path direct = Files.createTempDirectory("bulkhead-bench-");
        try (Bulkhead bulkhead = Bulkhead.inTemporaryHome()) {
            new Bench(bulkhead, direct, json).run();
        } finally {
            try (var files = Files.list(direct)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(direct);
        }
    }

    private void run() throws IOException, InterruptedException {
        say(
                "Each figure is the median, then the 99th percentile, in milliseconds. The other side is the same tenant server,");
        say(String.format(
                "started without a sandbox and spoken to directly; both after %,d calls that are not counted.",
                2 * WARM_UP));
        for (int i = 0; i < TENANTS; i++) {
            bulkhead.addTenant("bench-" + i, Ours.PASSPHRASE);
        }
        bulkhead.signIn(TENANT, Ours.PASSPHRASE);
        calls();
        starts();
        upstream();
        memory();
        if (json) {
            System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(results));
        }
    }

    private void calls() throws IOException {
        try (Wire plain = new Wire(TenantServerCommand.direct(direct), Map.of()).handshake();
                Wire through = through().handshake()) {
            Latency latency = new Latency(plain, through);
            // Until then the JVMs compile on the cores that the calls need.
            latency.measure(true, 200, WARM_UP);
            latency.measure(false, 200, WARM_UP);
            say("");
            say(String.format("%-28s %15s %17s %12s", "one tools/call", "directly", "through Bulkhead", "added (p50)"));
            for (int size : new int[] {200, 10_000, 1_000_000}) {
                for (boolean arguments : new boolean[] {true, false}) {
                    int calls = size < 1_000 ? 4_000 : size < 100_000 ? 2_000 : 100;
                    latency(latency.measure(arguments, size, calls), size, arguments);
                }
            }
            floor(plain);
            double plainRate = Latency.throughput(plain, 32, 20_000);
            double throughRate = Latency.throughput(through, 32, 20_000);
            say("");
            say(String.format(
                    "calls/s with 32 in flight: %,.0f directly, %,.0f through Bulkhead (%.2f of it)",
                    plainRate, throughRate, throughRate / plainRate));
            results.putObject("calls_per_second")
                    .put("direct", plainRate)
                    .put("through", throughRate)
                    .put("ratio", throughRate / plainRate);
        }
    }

    /** What no gateway of two processes can be under: the same server behind two that copy and do nothing else. */
    private void floor(Wire plain) throws IOException {
        try (Wire copied = new Wire(TenantServerCommand.copied(direct), Map.of()).handshake()) {
            Latency.Pair pair = new Latency(plain, copied).measure(false, 200, 4_000);
            double added = pair.through().millis(0.5) - pair.direct().millis(0.5);
            say(String.format("of which two processes that only copy (cat) add, at 200 B: %.3f ms", added));
            results.put("floor_added_p50_ms", added);
        }
    }

    private void latency(Latency.Pair pair, int size, boolean arguments) {
        String of = arguments ? "arguments" : "result";
        latency(pair, size, of, String.format("%,d B of %s", size, of), "latency_ms");
    }

    private void latency(Latency.Pair pair, int size, String of, String what, String key) {
        double plain = pair.direct().millis(0.5);
        double through = pair.through().millis(0.5);
        say(String.format(
                "%-28s %7.3f /%7.3f %8.3f /%8.3f %8.3f  (×%.1f)",
                what,
                plain,
                pair.direct().millis(0.99),
                through,
                pair.through().millis(0.99),
                through - plain,
                through / plain));
        results.withArray(key)
                .addObject()
                .put("bytes", size)
                .put("of", of)
                .put("direct_p50", plain)
                .put("direct_p99", pair.direct().millis(0.99))
                .put("through_p50", through)
                .put("through_p99", pair.through().millis(0.99))
                .put("added_p50", through - plain)
                .put("added_p99", pair.through().millis(0.99) - pair.direct().millis(0.99));
    }

    private Wire through() throws IOException {
        return new Wire(List.of(bulkhead.script().toString(), "connect", "--tenant", TENANT), bulkhead.environment());
    }

    private void starts() throws IOException, InterruptedException {
        Times plain = new Times(STARTS);
        Times warm = new Times(STARTS);
        Times cold = new Times(STARTS);
        for (int i = 0; i < STARTS; i++) {
            plain.add(Starts.toFirstList(() -> new Wire(TenantServerCommand.direct(direct), Map.of()), "read_file"));
            warm.add(Starts.toFirstList(this::through, "read_file"));
            Starts.endServer(bulkhead, TENANT);
            cold.add(Starts.toFirstList(this::through, "read_file"));
        }
        say("");
        say("launch to first tools/list:");
        start("the server alone, no sandbox", "direct", plain);
        start("Bulkhead, tenant server running", "warm", warm);
        start("Bulkhead, tenant server not running", "cold", cold);
    }

    /** The same for a server of others, which is a process and a sandbox more. */
    private void upstream() throws IOException, InterruptedException {
        UpstreamCalls calls = new UpstreamCalls(bulkhead, TENANT);
        say("");
        say("an upstream (server-everything from npm), directly and behind Bulkhead; the text goes there and back:");
        calls.add(Ours.PASSPHRASE);
        try (Wire plain = calls.direct().handshake();
                Wire through = through().handshake()) {
            for (int size : new int[] {200, 10_000, 1_000_000}) {
                int times = size < 1_000 ? 2_000 : size < 100_000 ? 1_000 : 50;
                latency(
                        calls.measure(plain, through, size, times),
                        size,
                        "both",
                        String.format("%,d B", size),
                        "upstream_latency_ms");
            }
        }
        Times plain = new Times(STARTS);
        Times warm = new Times(STARTS);
        for (int i = 0; i < STARTS; i++) {
            plain.add(Starts.toFirstList(calls::direct, "echo"));
            warm.add(Starts.toFirstList(this::through, "everything__echo"));
        }
        say("launch to first tools/list with that upstream:");
        start("the upstream alone, no sandbox", "upstream_direct", plain);
        start("Bulkhead, tenant server running", "upstream_warm", warm);
    }

    private void start(String what, String name, Times times) {
        say(String.format("  %-38s %7.0f ms  (best %.0f)", what, times.millis(0.5), times.millis(0)));
        results.withObjectProperty("launch_to_tools_list_ms").put(name, times.millis(0.5));
    }

    private void memory() throws IOException, InterruptedException {
        for (int i = 1; i < TENANTS; i++) {
            bulkhead.signIn("bench-" + i, Ours.PASSPHRASE);
        }
        Thread.sleep(Starts.QUIET);
        long all = 0;
        for (int i = 1; i < TENANTS; i++) {
            all += Starts.proportionalBytes(Starts.awaitServer(bulkhead, "bench-" + i));
        }
        double each = all / (TENANTS - 1) / (1024.0 * 1024.0);
        double supervisor = Starts.proportionalBytes(bulkhead.supervisorPid()) / (1024.0 * 1024.0);
        say("");
        say(String.format(
                "memory (PSS): %.1f MiB for each further idle tenant (%d at once); the supervisor %.0f MiB",
                each, TENANTS, supervisor));
        results.putObject("pss_mib").put("per_idle_tenant", each).put("supervisor", supervisor);
    }

    private void say(String line) {
        (json ? System.err : System.out).println(line);
    }
}
