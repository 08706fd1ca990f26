package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A hostile server of one tenant that is set off, beside another tenant, {@code quiet}, whose calls are timed.
 * One test, one thread.
 */
final class Bomb implements AutoCloseable {
    static final Path SCRIPT = Path.of("src/test/bombs/bomb.py").toAbsolutePath();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GONE_WITHIN = Duration.ofSeconds(1);

    private final Agency agency;
    private final String tenant;
    private final HostSession quiet;
    private final HostSession noisy;
    private final List<Path> namespaces = new ArrayList<>();
    private final long supervisor;

    /** Connects both, and has the server started. */
    Bomb(Agency agency, String tenant, Path script, String kind) throws IOException {
        this.agency = agency;
        this.tenant = tenant;
        agency.addServer(tenant, "bomb", List.of(), List.of("/usr/bin/python3", script.toString(), kind));
        this.supervisor = agency.bulkhead().supervisorPid();
        this.quiet = agency.host("quiet");
        this.noisy = agency.host(tenant);
        Await.until("the bomb is there", PATIENCE, () -> noisy.tools().contains("bomb__boom"));
        namespaces.add(Processes.pidNamespace(
                agency.bulkhead().status(tenant).path("pid").asLong()));
        for (JsonNode server : agency.bulkhead().servers(tenant)) {
            for (JsonNode pid : server.path("pids")) {
                namespaces.add(Processes.pidNamespace(pid.asLong()));
            }
        }
        assertThat(namespaces).hasSize(2);
    }

    /** Sets it off. */
    void goOff() throws IOException {
        assertThat(noisy.call("bomb__boom").at("/result/content/0/text").asText())
                .isEqualTo("going off");
    }

    /** Times {@code calls} of the quiet tenant, one each 10 ms, and returns the 99th percentile in milliseconds. */
    double p99(int calls) throws IOException {
        long[] nanos = new long[calls];
        for (int i = 0; i < calls; i++) {
            long began = System.nanoTime();
            assertThat(quiet.call("list_files").has("result")).isTrue();
            nanos[i] = System.nanoTime() - began;
            LockSupport.parkNanos(10_000_000);
        }
        Arrays.sort(nanos);
        return nanos[calls * 99 / 100] / 1e6;
    }

    /** Signs the tenant out; returns how long it took from then until nothing of it ran, in milliseconds. */
    double stop() throws IOException {
        agency.bulkhead().ok("sign-out", tenant);
        long stopped = System.nanoTime();
        Await.until(
                "everything of tenant " + tenant + " is gone",
                GONE_WITHIN,
                () -> Processes.inNamespaces(namespaces).isEmpty());
        double gone = (System.nanoTime() - stopped) / 1e6;
        assertThat(agency.bulkhead().supervisorPid()).isEqualTo(supervisor);
        return gone;
    }

    @Override
    public void close() {
        quiet.close();
        noisy.close();
    }
}
