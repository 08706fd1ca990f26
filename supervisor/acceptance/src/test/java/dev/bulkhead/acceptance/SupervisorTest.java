package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The supervisor is one, belongs to nobody's host, and outlives the host that happened to start it. */
class SupervisorTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    /** What SupervisorStart lets through; the two last are set by it. */
    private static final List<String> ITS_ENVIRONMENT = List.of(
            "HOME",
            "USER",
            "LOGNAME",
            "BULKHEAD_HOME",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "XDG_RUNTIME_DIR",
            "DBUS_SESSION_BUS_ADDRESS",
            "TMPDIR",
            "PATH",
            "LC_ALL");

    @Test
    void tenLaunchersAtOnceStartOneSupervisor() throws Exception {
        try (Agency agency = Agency.of("acme")) {
            agency.bulkhead().ok("stop");
            assertThat(Processes.supervisors(agency.bulkhead().home())).isEmpty();
            List<Callable<HostSession>> ten = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ten.add(() -> agency.host("acme"));
            }
            List<HostSession> hosts = Agency.atOnce(ten);
            try {
                assertThat(Processes.supervisors(agency.bulkhead().home()))
                        .containsExactly(agency.bulkhead().supervisorPid());
                for (HostSession host : hosts) {
                    assertThat(host.tools()).containsExactly("sign_in_status");
                }
                assertThat(agency.bulkhead().status("acme").path("sessions").asInt())
                        .isEqualTo(10);
            } finally {
                hosts.forEach(HostSession::close);
            }
        }
    }

    @Test
    void whatCanBeNoTenantIsWrongUsageAndStartsNoSupervisor() throws Exception {
        try (Bulkhead bulkhead = Bulkhead.inTemporaryHome()) {
            for (String[] arguments : new String[][] {{"--tenant", "Bad Id"}, {"--tenant=../acme"}, {"--tenant", ""}}) {
                List<String> command = new ArrayList<>(List.of("connect"));
                command.addAll(List.of(arguments));
                Result wrong = bulkhead.run(command.toArray(String[]::new));
                assertThat(wrong.exit()).as(wrong.err()).isEqualTo(2);
                assertThat(wrong.err()).containsAnyOf("is not a tenant id: use", "usage: bulkhead connect");
            }
            assertThat(bulkhead.home().resolve("run/supervisor.lock")).doesNotExist();
        }
    }

    @Test
    void itBelongsToNoHostAndOutlivesTheOneThatStartedIt() throws Exception {
        try (Agency agency = Agency.of("acme")) {
            Bulkhead bulkhead = agency.bulkhead();
            bulkhead.ok("stop");
            Path open = Files.createFile(bulkhead.home().resolve("open.txt"));
            Process host = start(bulkhead, open);
            try {
                Await.until("a supervisor serves", SOON, () -> bulkhead.supervisorPid() > 0);
                long supervisor = bulkhead.supervisorPid();
                assertThat(Processes.session(supervisor)).isEqualTo(supervisor);
                assertThat(Path.of("/proc/" + supervisor + "/cwd").toRealPath()).isEqualTo(Path.of("/"));
                assertThat(descriptors(supervisor)).doesNotContain(open.toString());
                assertThat(descriptors(host.pid())).contains(open.toString());
                assertThat(Processes.environment(supervisor))
                        .allMatch(entry -> ITS_ENVIRONMENT.contains(entry.substring(0, entry.indexOf('='))))
                        .contains("BULKHEAD_HOME=" + bulkhead.home());

                // As hosts end that end all that they started.
                List<Long> all = Processes.descendants(host.pid());
                assertThat(all).isNotEmpty().doesNotContain(supervisor);
                host.descendants().forEach(ProcessHandle::destroyForcibly);
                host.destroyForcibly();
                Await.until("the host is gone", SOON, () -> !Processes.isAlive(host.pid()));
                agency.signIn("acme");
                try (HostSession next = agency.host("acme")) {
                    assertThat(next.tools()).contains("read_file");
                }
                assertThat(bulkhead.supervisorPid()).isEqualTo(supervisor);
            } finally {
                host.destroyForcibly();
            }
        }
    }

    /** A host that has a file open, and an environment that a JVM would obey, and launches. */
    private static Process start(Bulkhead bulkhead, Path open) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                "-c",
                "exec 7<\"$1\"; shift; sleep 1000 | \"$@\"; exit 0",
                "host",
                open.toString(),
                bulkhead.script().toString(),
                "connect",
                "--tenant",
                "acme");
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(bulkhead.environment());
        environment.put("JAVA_TOOL_OPTIONS", "-Dof.the.host=true");
        environment.put("API_KEY_OF_THE_HOST", "secret");
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> descriptors(long pid) throws IOException {
        List<String> targets = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : all.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    targets.add(Files.readSymbolicLink(descriptor).toString());
                }
            }
        }
        return targets;
    }
}
