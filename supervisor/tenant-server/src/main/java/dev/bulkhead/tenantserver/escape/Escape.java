package dev.bulkhead.tenantserver.escape;

import static dev.bulkhead.tenantserver.escape.Tries.firstOpen;
import static dev.bulkhead.tenantserver.escape.Tries.read;
import static dev.bulkhead.tenantserver.escape.Tries.write;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bulkhead.tenantserver.escape.SystemCalls.Number;
import dev.bulkhead.tenantserver.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The escape suite in Java. {@code inside} makes the attempts and the twins that are allowed inside, {@code outside} the twins that
 * need a place without a wall. Prints one line of JSON for each; its targets come in its environment.
 */
public final class Escape {
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final boolean isInside;
    private final Path scratch = Path.of(target("SCRATCH"));
    private final Tries tries = new Tries(scratch);
    private final SystemCalls calls = new SystemCalls();

    private Escape(boolean isInside) {
        this.isInside = isInside;
    }

    public static void main(String[] args) throws IOException {
        System.setOut(System.err); // Stdout carries the answers alone.
        Escape escape = new Escape(args.length > 0 && args[0].equals("inside"));
        Files.createDirectories(escape.scratch);
        escape.files();
        escape.processes();
        escape.sockets();
        escape.kernel();
        for (String left : List.of("file", "fifo", "")) {
            Files.deleteIfExists(left.isEmpty() ? escape.scratch : escape.scratch.resolve(left));
        }
    }

    private static String target(String name) {
        String value = System.getenv("ESCAPE_" + name);
        if (value == null) {
            throw new IllegalStateException("ESCAPE_" + name + " is not set: the supervisor starts this");
        }
        return value;
    }

    private void files() throws IOException {
        Path other = Path.of(target("OTHER_FILE"));
        Path own = tries.own("file");
        inside("other-tenant-path", () -> read(other), () -> read(own));
        inside("other-tenant-dots", () -> read(up(other)), () -> read(up(own)));
        inside(
                "other-tenant-root-link",
                () -> read(Path.of("/proc/1/root" + other)),
                () -> read(Path.of("/proc/1/root" + own)));
        inside("other-tenant-symlink", () -> tries.symlink(other), () -> tries.symlink(own));
        inside("other-tenant-hardlink", () -> tries.hardLink(other), () -> tries.hardLink(own));
        inside("other-tenant-rename", () -> tries.move(other), () -> tries.move(tries.own("moving")));
        inside("other-tenant-write", () -> write(other), () -> write(own));
        inside(
                "other-tenant-mounts",
                () -> Tries.inMounts(Path.of(target("OTHER")).getFileName().toString()),
                () -> Tries.inMounts("/workspace"));
        List<String> ours = List.of(target("VAULTS"), target("SETTINGS"), target("AUDIT"), target("LOGS"));
        inside("supervisor-files", () -> firstOpen(Tries::list, ours), () -> Tries.list(scratch));
        inside("app-write", () -> write(Path.of("/app/escape")), () -> write(own));
        inside("runtime-write", () -> write(Path.of("/runtime/escape")), () -> write(own));
        inside("home-list", () -> Tries.list(Path.of(target("HOME"))), () -> Tries.list(scratch));
        inside("tmp-file", () -> read(Path.of(target("TMP"))), () -> read(own));
        inside("shm-file", () -> read(Path.of(target("SHM"))), () -> read(own));
        inside("file-write", () -> write(Path.of(target("TMP"))), () -> write(own));
        inside("passwords", () -> read(Path.of("/etc/shadow")), () -> read(Path.of("/etc/passwd")));
        inside("etc-write", () -> write(Path.of("/etc/escape")), () -> write(own));
        inside("usr-write", () -> write(Path.of("/usr/escape")), () -> write(own));
        inside("root-write", () -> write(Path.of("/escape")), () -> write(own));
        inside("setuid-mode", () -> Tries.mode(own, 0104755), () -> Tries.mode(own, 0100755));
        inside("handle-open", () -> calls.reaches(new Number(304, 265), -100, calls.zeros(16), 0), this::allowedCall);
        outside("children", () -> Tries.start(isInside ? "/runtime/bin/java" : "/bin/true"));
    }

    private static Path up(Path path) {
        return Path.of("/workspace/../../../.." + path);
    }

    private void processes() throws IOException {
        String word = target("WORD_A") + target("WORD_B");
        long pid = Long.parseLong(target("PID"));
        long self = ProcessHandle.current().pid();
        inside(
                "environments",
                () -> Tries.inEnvironments(word),
                () -> Tries.inEnvironments("ESCAPE_WORD_A=" + target("WORD_A")));
        inside("processes-seen", () -> Tries.processes(Long.toString(self)), () -> Tries.processes(""));
        inside("signal", () -> Tries.signal(pid), () -> Tries.signal(self));
        // PTRACE_SEIZE; outside of a process that no machine has: ESRCH shows that the kernel looked for it.
        outside("ptrace", () -> calls.reaches(new Number(101, 117), 0x4206, isInside ? pid : 4194304, 0, 0));
        long memory = calls.zeros(8);
        outside(
                "memory-read",
                () -> calls.reaches(
                        new Number(310, 270),
                        isInside ? pid : self,
                        calls.vector(calls.zeros(8), 8),
                        1,
                        calls.vector(memory, 8),
                        1,
                        0));
        inside("inherited-descriptors", Tries::descriptors, tries::withOwnFile);
        outside("terminal-input", () -> calls.reaches(new Number(16, 29), 0, 0x5412, calls.string("x")));
    }

    private void sockets() throws IOException {
        Number socket = new Number(41, 198);
        Number connect = new Number(42, 203);
        inside("supervisor-socket", () -> Tries.connect(Path.of(target("SUPERVISOR"))), tries::connectOwn);
        inside("unix-socket", () -> Tries.connect(Path.of(target("SOCKET"))), tries::connectOwn);
        List<String> buses = List.of("/run/user/" + target("UID") + "/bus", "/run/dbus/system_bus_socket");
        inside("session-bus", () -> firstOpen(Tries::connect, buses), tries::connectOwn);
        inside(
                "abstract-socket",
                () -> connectAbstract(socket, connect, target("ABSTRACT")),
                () -> connectAbstractOwn(socket, connect));
        outside("tcp-loopback-socket", () -> closed(calls.call(socket, 2, 1, 0)));
        inside("vsock", () -> closed(calls.call(socket, 40, 1, 0)), () -> closed(calls.call(socket, 1, 1, 0)));
        inside("packet", () -> closed(calls.call(socket, 17, 2, 0)), () -> closed(calls.call(socket, 1, 1, 0)));
        outside("netlink", () -> closed(calls.call(socket, 16, 2, 15)));
    }

    private String connectAbstract(Number socket, Number connect, String name) throws IOException {
        long descriptor = calls.call(socket, 1, 1, 0);
        try {
            calls.call(connect, descriptor, calls.abstractAddress(name), 3 + name.length());
            return "connected";
        } finally {
            closed(descriptor);
        }
    }

    private String connectAbstractOwn(Number socket, Number connect) throws IOException {
        String name = "bulkhead-own-java";
        long listener = calls.call(socket, 1, 1, 0);
        try {
            calls.call(new Number(49, 200), listener, calls.abstractAddress(name), 3 + name.length()); // bind
            calls.call(new Number(50, 201), listener, 4); // listen
            return connectAbstract(socket, connect, name);
        } finally {
            closed(listener);
        }
    }

    private String closed(long descriptor) throws IOException {
        calls.call(new Number(3, 57), descriptor);
        return "made";
    }

    private void kernel() throws IOException {
        // A process of several threads cannot have one (EINVAL): that it is not refused with EPERM is what tells.
        outside("new-user-namespace", () -> calls.reaches(new Number(272, 97), 0x10000000));
        outside("clone3", () -> calls.reaches(new Number(435, 435), 0, 0));
        outside("join-namespace", () -> calls.reaches(new Number(308, 268), -1, 0));
        outside("mount", () -> calls.reaches(new Number(165, 40), 1, 1, 1, 0, 0));
        inside(
                "make-device",
                () -> calls.reaches(new Number(259, 33), -100, calls.string(scratch + "/device"), 020600, 0x105),
                () -> calls.reaches(new Number(259, 33), -100, calls.string(scratch + "/fifo"), 010600, 0));
        outside("become-root", () -> calls.reaches(new Number(105, 146), isInside ? 0 : uid()));
        inside("proc-sys", () -> write(Path.of("/proc/sys/kernel/core_pattern")), () -> write(tries.own("file")));
        List<String> devices = List.of("/dev/zero", "/dev/mem", "/dev/kvm", "/dev/fuse", "/dev/net/tun", "/dev/vda");
        inside("devices", () -> firstOpen(Tries::read, devices), () -> read(Path.of("/dev/urandom")));
        outside("keyring", () -> calls.reaches(new Number(250, 219), 0, -3, 0));
        outside("shared-memory", () -> calls.reaches(new Number(29, 194), 0x42554c4b, 4096, 0));
        outside("memory-file-new", () -> closed(calls.call(new Number(319, 279), calls.string("x"), 0)));
        outside("memory-shared", () -> shared(calls.call(new Number(9, 222), 0, 4096, 3, 0x21, -1, 0)));
        outside("io-uring", () -> calls.reaches(new Number(425, 425), 0, 0));
        inside("bpf", () -> calls.reaches(new Number(321, 280), 0, calls.zeros(128), 128), this::allowedCall);
        outside("perf", () -> calls.reaches(new Number(298, 241), 0, 0, -1, -1, 0));
        outside("userfaultfd", () -> closed(calls.call(new Number(323, 282), 1)));
        outside("seccomp-change", () -> calls.reaches(new Number(317, 277), 99, 0, 0));
    }

    private static String shared(long address) {
        return address == 0 ? "" : "shared";
    }

    private static int uid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    private String allowedCall() throws IOException, Tries.Nothing {
        if (calls.call(new Number(39, 172)) != ProcessHandle.current().pid()) {
            throw new Tries.Nothing("getpid");
        }
        return "getpid";
    }

    /** An attempt with its twin in the same sandbox. */
    private void inside(String id, Tries.Try attempt, Tries.Try twin) throws IOException {
        if (isInside) {
            tell(id, "attempt", attempt);
            tell(id, "twin", twin);
        }
    }

    /** An attempt that is its own twin where there is no wall. */
    private void outside(String id, Tries.Try attempt) throws IOException {
        tell(id, isInside ? "attempt" : "twin", attempt);
    }

    private void tell(String id, String side, Tries.Try what) throws IOException {
        boolean isOpen = true;
        String how;
        try {
            how = what.make();
        } catch (Tries.Nothing e) {
            isOpen = false;
            how = String.valueOf(e.getMessage());
        } catch (Exception e) {
            String errno = Errno.of(e);
            // An attempt that is broken shows nothing: never blocked.
            isOpen = errno.isEmpty() && side.equals("attempt");
            how = errno.isEmpty() ? "broken: " + e : errno;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator json = Json.generator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("side", side);
            json.writeBooleanField("open", isOpen);
            json.writeStringField("how", how);
            json.writeEndObject();
        }
        bytes.write('\n');
        out.write(bytes.toByteArray());
    }
}
