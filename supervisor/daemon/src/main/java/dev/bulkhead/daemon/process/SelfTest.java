package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
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
    private static final int SAMPLES = 3;

    private final Path canary;
    private final ServerSocket listener;
    private final List<ProbeTarget> targets = new ArrayList<>();
    private final List<Path> visible;

    /**
     * Plants the targets.
     *
     * @param visible what the sandbox is meant to see of the desktop: of a folder that holds it, something else must stay hidden
     */
    SelfTest(BulkheadHome home, TenantId tenant, RandomGenerator random, List<Path> visible) throws IOException {
        this.visible = List.copyOf(visible);
        byte[] word = new byte[16];
        random.nextBytes(word);
        canary = home.run().resolve("canary-" + HexFormat.of().formatHex(word));
        Files.writeString(canary, "reachable from a sandbox\n");
        listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        add("a file of the supervisor", "read", canary);
        add("a file of the supervisor, through /proc/1/root", "read", Path.of("/proc/1/root" + canary));
        add("the tenant's own vault", "read", home.vault(tenant));
        // Folders, not what is in them: a sandbox must not learn the names of the other tenants from its own proof.
        hidden("all tenants' vaults", home.data().resolve("vaults"));
        hidden("all tenants' workspaces", home.data().resolve("workspaces"));
        hidden("the settings", home.settingsFolder());
        hidden("the supervisor's home", home.root());
        hidden("the audit", home.stream(tenant));
        hidden("the log", home.logs());
        hidden("the user's home", Path.of(System.getProperty("user.home")));
        hidden("the system's /usr", Path.of("/usr/bin"));
        hidden("the system's /var", Path.of("/var"));
        hidden("the system's /sys", Path.of("/sys"));
        hidden("the machine's /tmp", home.run());
        add("the password file", "read", Path.of("/etc/shadow"));
        add("the supervisor's socket", "connect-unix", home.socket());
        targets.add(new ProbeTarget("the machine's loopback", "connect-tcp", "127.0.0.1:" + listener.getLocalPort()));
        targets.add(new ProbeTarget(
                "the supervisor's environment", "environment", home.root().toString()));
        targets.add(new ProbeTarget(
                "the supervisor's process",
                "signal",
                Long.toString(ProcessHandle.current().pid())));
        if (isHidden(Path.of("/bin/sh"))) {
            add("a shell", "execute", Path.of("/bin/sh"));
        }
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

    private boolean isHidden(Path path) {
        return visible.stream().noneMatch(path::startsWith);
    }

    /** A folder that must not be seen; or, where a mount lies in it, a few of its other entries. */
    private void hidden(String id, Path folder) throws IOException {
        if (!isHidden(folder)) {
            return;
        }
        if (visible.stream().noneMatch(mount -> mount.startsWith(folder))) {
            add(id, "list", folder);
            return;
        }
        int samples = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                boolean isFolder = Files.isDirectory(entry);
                boolean isSeen = visible.stream().anyMatch(mount -> mount.startsWith(entry));
                if (!isSeen && isHidden(entry) && (isFolder || Files.isRegularFile(entry)) && samples < SAMPLES) {
                    samples++;
                    add(id + ", entry " + samples, isFolder ? "list" : "read", entry);
                }
            }
        }
    }

    /** Adds a destination that no settings name, to be asked for through the way out. */
    Destination addEgress() {
        Destination planted = new Destination("127.0.0.1", listener.getLocalPort());
        targets.add(new ProbeTarget(
                "the machine's loopback, through the way out", "egress", Forwarding.SOCKET + " " + planted));
        return planted;
    }

    /** Returns the ids of the targets that {@code results} show to be reached; an empty list proves the wall. */
    static List<String> reached(List<ProbeTarget> targets, JsonNode results) {
        List<String> open = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            JsonNode result = results.path(i);
            boolean same = result.path("id").asText().equals(targets.get(i).id());
            // Whatever is not plainly closed counts as open: no verdict, no access.
            if (!same || !result.path("open").isBoolean() || result.path("open").asBoolean()) {
                open.add(targets.get(i).id());
            }
        }
        return open;
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
