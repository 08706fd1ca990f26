package dev.bulkhead.acceptance.bench;

import java.util.*;

public final class QuickBench {
    private QuickBench() {}

    public static void main(String[] a) throws Exception {
        String root = a[0];
        String jdk = a[1];
        List<String> direct = new ArrayList<>(List.of(
                jdk + "/bin/java",
                "-XX:SharedArchiveFile=" + root + "/installers/target/app/cds/tenant-server.jsa",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xms6m",
                "-Xmx256m",
                "-XX:NewSize=1m",
                "-Xss512k",
                "-cp",
                a[2],
                "dev.bulkhead.tenantserver.TenantServer",
                "--stdio",
                "/tmp/ws"));
        try (Wire d = new Wire(direct, Map.of()).handshake();
                Wire t = new Wire(
                                List.of(root + "/bulkhead", "connect", "--tenant", "acme"),
                                Map.of("BULKHEAD_HOME", System.getenv("BULKHEAD_HOME")))
                        .handshake()) {
            Latency l = new Latency(d, t);
            for (int size : new int[] {200, 10_000, 1_000_000})
                for (boolean args : new boolean[] {true, false}) {
                    Latency.Pair p = l.measure(args, size, size > 100_000 ? 60 : size > 1000 ? 1000 : 3000);
                    System.err.printf(
                            "%7d %s direct %.3f/%.3f through %.3f/%.3f added p50 %.3f ms%n",
                            size,
                            args ? "args" : "res ",
                            p.direct().millis(.5),
                            p.direct().millis(.99),
                            p.through().millis(.5),
                            p.through().millis(.99),
                            p.through().millis(.5) - p.direct().millis(.5));
                }
            System.err.printf(
                    "throughput direct %.0f/s through %.0f/s%n",
                    Latency.throughput(d, 32, 5000), Latency.throughput(t, 32, 5000));
        }
    }
}
