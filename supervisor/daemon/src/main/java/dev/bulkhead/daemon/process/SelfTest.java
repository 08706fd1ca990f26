package dev.bulkhead.daemon.process;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a new sandbox has to try before it gets a secret (design, rule 6): targets that are there, so that failing to reach
 * them proves the wall. Closed after the verdict.
 */
final class SelfTest implements AutoCloseable {
    private final Path canary;
    private final ServerSocket listener;
    private final List<ProbeTarget> targets = new ArrayList<>();

    /** Plants the targets. */
    SelfTest(BulkheadHome home, TenantId tenant, RandomGenerator random) throws IOException {
        byte[] word = new byte[16];
        random.nextBytes(word);
        canary = home.run().resolve("canary-" + HexFormat.of().formatHex(word));
        Files.writeString(canary, "reachable from a sandbox\n");
        listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        add("a file of the supervisor", "read", canary);
        add("a file of the supervisor, through /proc/1/root", "read", Path.of("/proc/1/root" + canary));
        add("the tenant's own vault", "read", home.vault(tenant));
        // Folders, not what is in them: a sandbox must not learn the names of the other tenants from its own proof.
        add("all tenants' vaults", "list", home.data().resolve("vaults"));
        add("all tenants' workspaces", "list", home.data().resolve("workspaces"));
        add("the settings", "list", home.settingsFolder());
        add("the supervisor's home", "list", home.root());
        add("the audit", "list", home.stream(tenant));
        add("the log", "list", home.logs());
        add("the user's home", "list", Path.of(System.getProperty("user.home")));
        add("the system's /usr", "list", Path.of("/usr/bin"));
        add("the system's /var", "list", Path.of("/var"));
        add("the system's /sys", "list", Path.of("/sys"));
        add("the machine's /tmp", "list", home.run());
        add("the password file", "read", Path.of("/etc/shadow"));
        add("the supervisor's socket", "connect-unix", home.socket());
        targets.add(new ProbeTarget("the machine's loopback", "connect-tcp", "127.0.0.1:" + listener.getLocalPort()));
        targets.add(new ProbeTarget(
                "the supervisor's environment", "environment", home.root().toString()));
        targets.add(new ProbeTarget(
                "the supervisor's process",
                "signal",
                Long.toString(ProcessHandle.current().pid())));
        add("a shell", "execute", Path.of("/bin/sh"));
        add("the Java runtime, to change it", "write", Path.of("/runtime/bulkhead-probe"));
        add("the jars, to change them", "write", Path.of("/app/bulkhead-probe"));
        add("the root, to write to it", "write", Path.of("/bulkhead-probe"));
        add("/etc, to write to it", "write", Path.of("/etc/bulkhead-probe"));
        add("/dev, to write to it", "write", Path.of("/dev/bulkhead-probe"));
        add("the kernel's settings", "write", Path.of("/proc/sys/kernel/core_pattern"));
    }

    private void add(String id, String kind, Path path) {
        targets.add(new ProbeTarget(id, kind, path.toString()));
    }

    List<ProbeTarget> targets() {
        return List.copyOf(targets);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(canary);
    }
}
