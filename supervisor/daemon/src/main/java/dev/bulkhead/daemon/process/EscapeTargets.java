package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.DesktopSystem;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * What one run of the escape suite looks for beside the self-test's planted targets: a workspace of another tenant (which none has, so
 * that no real one's name is told inside) and a UDP socket that answers. They go when this is closed.
 */
final class EscapeTargets implements AutoCloseable {
    private final Plants plants;
    private final BulkheadHome home;
    private final TenantId tenant;
    private final Path workspace;
    private final Path other;
    private final DatagramSocket udp;

    /** @param workspace the tenant's own */
    EscapeTargets(Plants plants, BulkheadHome home, TenantId tenant, Path workspace, RandomGenerator random)
            throws IOException {
        this.plants = plants;
        this.home = home;
        this.tenant = tenant;
        this.workspace = workspace;
        byte[] name = new byte[8];
        random.nextBytes(name);
        // No tenant's name begins with a dot.
        this.other = home.data()
                .resolve("workspaces")
                .resolve(".planted-" + HexFormat.of().formatHex(name));
        BulkheadHome.privateFolder(other);
        Files.writeString(other.resolve("file"), "of another tenant\n");
        this.udp = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        Thread.ofPlatform().daemon().name("planted-udp").start(this::answer);
    }

    private void answer() {
        DatagramPacket packet = new DatagramPacket(new byte[16], 16);
        while (!udp.isClosed()) {
            try {
                udp.receive(packet);
                udp.send(packet);
            } catch (IOException e) {
                // Closed, or one packet lost: whoever waits for it asks again or gives up.
            }
        }
    }

    /** The targets as the scripts read them, {@code ESCAPE_…}. */
    Map<String, String> environment(String scratch) throws IOException {
        String word = plants.target("a process's environment");
        String tcp = plants.target("the machine's loopback");
        Map<String, String> all = new TreeMap<>();
        all.put("SCRATCH", scratch);
        all.put("OTHER", other.toString());
        all.put("OTHER_FILE", other.resolve("file").toString());
        all.put("VAULTS", home.data().resolve("vaults").toString());
        all.put("SETTINGS", home.settingsFolder().toString());
        all.put("AUDIT", home.stream(tenant).toString());
        all.put("LOGS", home.logs().toString());
        all.put("SUPERVISOR", home.socket().toString());
        all.put("HOME", System.getProperty("user.home"));
        all.put("WORKSPACE_TAIL", "/" + workspace.getFileName() + " /workspace ");
        all.put("TMP", plants.target("a file in /tmp"));
        all.put("SHM", plants.target("a file in /dev/shm"));
        all.put("SOCKET", plants.target("a unix socket"));
        all.put("ABSTRACT", plants.target("an abstract unix socket"));
        all.put("TCP", tcp.substring(tcp.lastIndexOf(':') + 1));
        all.put("UDP", Integer.toString(udp.getLocalPort()));
        all.put("PID", plants.target("a process"));
        // In two parts: whoever looks for the word must not find it at itself.
        all.put("WORD_A", word.substring(0, word.length() / 2));
        all.put("WORD_B", word.substring(word.length() / 2));
        all.put(
                "HOSTNAME",
                Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        all.put("UID", Integer.toString(DesktopSystem.user()));
        Map<String, String> environment = new TreeMap<>();
        all.forEach((name, value) -> environment.put("ESCAPE_" + name, value));
        return environment;
    }

    @Override
    public void close() throws IOException {
        udp.close();
        Files.deleteIfExists(other.resolve("file"));
        Files.deleteIfExists(other);
    }
}
