package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.DesktopSystem;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a desktop has anyway and no sandbox may reach, as far as it is there: Bulkhead's own folders, the system's, the
 * session's sockets, devices. What is not there outside says nothing about a wall, and is left out. For one thread.
 */
final class Landmarks {
    private static final int SAMPLES = 3;
    private static final int MOST_DISKS = 2;

    /** Memory, the kernel's log, virtual machines, file systems, tunnels, graphics, cameras: and memory past all limits. */
    private static final List<String> DEVICES = List.of(
            "/dev/zero",
            "/dev/mem",
            "/dev/kmsg",
            "/dev/kvm",
            "/dev/fuse",
            "/dev/net/tun",
            "/dev/ptmx",
            "/dev/dri/card0",
            "/dev/video0");

    private final List<Path> visible;
    private final List<ProbeTarget> targets = new ArrayList<>();

    /** @param visible what the sandbox is meant to see of the desktop: of a folder that holds it, something else must stay hidden */
    Landmarks(List<Path> visible) {
        this.visible = List.copyOf(visible);
    }

    List<ProbeTarget> of(BulkheadHome home, TenantId tenant) throws IOException {
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
        add("the password file", "read", Path.of("/etc/shadow"));
        add("the supervisor's socket", "connect-unix", home.socket());
        session();
        targets.add(new ProbeTarget("the supervisor's environment", "environment", "BULKHEAD_HOME="));
        targets.add(new ProbeTarget(
                "the supervisor's process",
                "signal",
                Long.toString(ProcessHandle.current().pid())));
        devices();
        if (isHidden(Path.of("/bin/sh"))) {
            add("a shell", "execute", Path.of("/bin/sh"));
        }
        return List.copyOf(targets);
    }

    private void add(String id, String kind, Path path) {
        targets.add(new ProbeTarget(id, kind, path.toString()));
    }

    /** D-Bus starts programs outside, X11 sees every key, an agent signs with keys of others, an engine for containers is root. */
    private void session() throws IOException {
        Path runtime = Path.of("/run/user/" + DesktopSystem.user());
        present("the session's D-Bus", "connect-unix", runtime.resolve("bus"));
        present("the system's D-Bus", "connect-unix", Path.of("/run/dbus/system_bus_socket"));
        present("Wayland", "connect-unix", runtime.resolve("wayland-0"));
        present("sound and screen", "connect-unix", runtime.resolve("pipewire-0"));
        present("the keyring's ssh-agent", "connect-unix", runtime.resolve("keyring/ssh"));
        present("the ssh-agent", "connect-unix", runtime.resolve("ssh-agent.socket"));
        present("GnuPG's agent", "connect-unix", runtime.resolve("gnupg/S.gpg-agent"));
        present("the container engine", "connect-unix", Path.of("/run/docker.sock"));
        String agent = System.getenv("SSH_AUTH_SOCK");
        if (agent != null && agent.startsWith("/")) {
            present("the terminal's ssh-agent", "connect-unix", Path.of(agent));
        }
        Path x11 = Path.of("/tmp/.X11-unix");
        if (Files.isDirectory(x11)) {
            try (DirectoryStream<Path> displays = Files.newDirectoryStream(x11, "X*")) {
                displays.forEach(display -> add("X11, display " + display.getFileName(), "connect-unix", display));
            }
        }
    }

    private void devices() throws IOException {
        for (String device : DEVICES) {
            present("the device " + device, "read", Path.of(device));
        }
        int disks = 0;
        for (String line : Files.readAllLines(Path.of("/proc/partitions"))) {
            Path disk = Path.of("/dev/" + line.substring(line.lastIndexOf(' ') + 1));
            if (disks < MOST_DISKS && !line.isBlank() && Files.exists(disk) && !Files.isDirectory(disk)) {
                disks++;
                add("the disk " + disk.getFileName(), "read", disk);
            }
        }
    }

    private void present(String id, String kind, Path path) {
        if (Files.exists(path) && isHidden(path)) {
            add(id, kind, path);
        }
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
}
