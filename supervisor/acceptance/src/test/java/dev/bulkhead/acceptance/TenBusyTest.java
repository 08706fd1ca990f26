package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Halting and locking where ten tenants work at the same time, each with a server of others and a call in flight. */
@Tag("long")
class TenBusyTest {
    private static final Path PATIENT = Path.of("src/test/servers/patient.py").toAbsolutePath();
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int ROUNDS = 3;

    @Test
    void eachIsGoneWithinASecond() throws Exception {
        String[] tenants =
                IntStream.rangeClosed(1, 10).mapToObj(i -> "tenant-" + i).toArray(String[]::new);
        List<HostSession> hosts = new ArrayList<>();
        try (Agency agency = Agency.signedInTo(tenants)) {
            for (String tenant : tenants) {
                agency.addServer(tenant, "patient", List.of(), List.of("/usr/bin/python3", PATIENT.toString()));
                hosts.add(agency.host(tenant));
            }
            List<Long> halts = new ArrayList<>();
            List<Long> locks = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                busy(agency, tenants, hosts);
                for (String tenant : tenants) {
                    JsonNode halted = agency.bulkhead()
                            .json("halt", tenant)
                            .path("halted")
                            .get(0);
                    assertThat(halted.path("survivors").asInt()).isZero();
                    assertThat(halted.path("calls").asInt()).isEqualTo(1);
                    halts.add(halted.path("elapsedMillis").asLong());
                }
                for (String tenant : tenants) {
                    agency.bulkhead().okWith(Agency.passphrase(tenant) + "\n", "resume", tenant, "--passphrase-stdin");
                }
                busy(agency, tenants, hosts);
                for (String tenant : tenants) {
                    locks.add(signOut(agency, tenant));
                    agency.signIn(tenant);
                }
            }
            print("halt", halts);
            print("sign-out", locks);
            // The worst is told and not asserted: it is that of whatever else the machine does.
            assertThat(median(halts)).isLessThan(1000);
            assertThat(median(locks)).isLessThan(1000);
        } finally {
            hosts.forEach(HostSession::close);
        }
    }

    private static void busy(Agency agency, String[] tenants, List<HostSession> hosts) throws Exception {
        for (int i = 0; i < tenants.length; i++) {
            HostSession host = hosts.get(i);
            Await.until("the server is there", SOON, () -> host.tools().contains("patient__wait"));
            host.post("tools/call", Json.object("name", "patient__wait", "arguments", Json.object("seconds", 300)));
        }
        for (String tenant : tenants) {
            Await.until(
                    "it is busy",
                    SOON,
                    () -> agency.bulkhead()
                            .status(tenant)
                            .path("state")
                            .asText()
                            .equals("busy"));
        }
    }

    /** What a lock does, asked for: from the request to the last process gone, the command line's own start included. */
    private static long signOut(Agency agency, String tenant) throws Exception {
        List<Path> namespaces = new ArrayList<>();
        namespaces.add(Processes.pidNamespace(
                agency.bulkhead().status(tenant).path("pid").asLong()));
        for (JsonNode server : agency.bulkhead().servers(tenant)) {
            for (JsonNode pid : server.path("pids")) {
                namespaces.add(Processes.pidNamespace(pid.asLong()));
            }
        }
        long began = System.nanoTime();
        agency.bulkhead().ok("sign-out", tenant);
        Await.until(
                "nothing of it is left",
                SOON,
                () -> Processes.inNamespaces(namespaces).isEmpty());
        return (System.nanoTime() - began) / 1_000_000;
    }

    private static long median(List<Long> millis) {
        return millis.stream().sorted().toList().get(millis.size() / 2);
    }

    private static void print(String what, List<Long> millis) {
        System.out.printf(
                Locale.ROOT,
                "%s, ten tenants busy: median %d ms, worst %d ms of %d%n",
                what,
                median(millis),
                Collections.max(millis),
                millis.size());
    }
}
