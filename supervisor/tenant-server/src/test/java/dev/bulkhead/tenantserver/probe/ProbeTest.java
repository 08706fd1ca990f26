package dev.bulkhead.tenantserver.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.tenantserver.testing.FramedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProbeTest {
    @TempDir
    private Path home;

    private static Attempt.Outcome one(String kind, Object target) throws Exception {
        List<Attempt.Outcome> outcomes = Probe.run(List.of(new Attempt("x", kind, target.toString())));
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    private static void open(String kind, Object target) throws Exception {
        assertThat(one(kind, target).isOpen()).as(kind + " " + target).isTrue();
    }

    private static void shut(String kind, Object target) throws Exception {
        Attempt.Outcome outcome = one(kind, target);
        assertThat(outcome.isOpen())
                .as(kind + " " + target + ": " + outcome.detail())
                .isFalse();
        assertThat(outcome.detail()).isNotEmpty().doesNotContain("/");
    }

    @Test
    void filesAndFolders() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "x");
        open("read", file);
        open("list", home);
        open("write", file);
        open("write", home.resolve("new"));
        assertThat(home.resolve("new")).doesNotExist();
        assertThat(file).hasContent("x");
        shut("read", home.resolve("nosuch"));
        shut("list", home.resolve("nosuch"));
        shut("list", file);
        shut("write", home.resolve("nosuch/new"));
    }

    @Test
    void sockets() throws Exception {
        Path path = home.resolve("s");
        try (ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                ServerSocket tcp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            unix.bind(UnixDomainSocketAddress.of(path));
            open("connect-unix", path);
            open("connect-tcp", "127.0.0.1:" + tcp.getLocalPort());
        }
        shut("connect-unix", path);
        shut("connect-unix", home.resolve("nosuch"));
        shut("connect-tcp", "127.0.0.1:1");
        shut("connect-tcp", "no-such-host.invalid:80");
    }

    @Test
    void processes() throws Exception {
        Process planted = new ProcessBuilder("sleep", "60").start();
        try {
            open("signal", planted.pid());
        } finally {
            planted.destroyForcibly().waitFor();
        }
        shut("signal", planted.pid());
        shut("signal", ProcessHandle.current().pid());
        open("execute", "/bin/true");
        shut("execute", home.resolve("nosuch"));
    }

    @Test
    void environments() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sleep", "60");
        builder.environment().put("PLANTED", "a-word-that-nothing-else-holds");
        shut("environment", "a-word-that-nothing-else-holds");
        Process planted = builder.start();
        try {
            open("environment", "a-word-that-nothing-else-holds");
        } finally {
            planted.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatIsAroundIsNamedUnlessItIsMeantToBeThere() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "x");
        Path wide = Files.createDirectories(home.resolve("of"));
        String before = ownDescriptors();
        shut("descriptors", before);
        try (var in = Files.newInputStream(file)) {
            assertThat(in.read()).isEqualTo('x');
            assertThat(one("descriptors", before + wide).detail()).endsWith(file.toString());
            shut("descriptors", before + home);
        }
        assertThat(one("mounts", "").isOpen()).isTrue();
        String mounts = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .map(line -> line.split(" ", -1)[4])
                .collect(java.util.stream.Collectors.joining("\n"));
        shut("mounts", mounts);
        open("interfaces", "no-such-interface");
        shut("status", "Tgid=" + ProcessHandle.current().pid());
        open("status", "Tgid=1\nTgid=" + ProcessHandle.current().pid());
        open("status", "NoSuchLine=1");
        open("processes", "");
    }

    /** What this test's own process has open, by where it leads. */
    private static String ownDescriptors() throws Exception {
        StringBuilder all = new StringBuilder();
        try (var each = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : each) {
                if (Files.isSymbolicLink(descriptor)) {
                    String leads = Files.readSymbolicLink(descriptor).toString();
                    all.append(leads).append('\n');
                }
            }
        }
        return all.toString();
    }

    @Test
    void anAbstractSocketIsSeenWhereItCanBeConnectedTo() throws Exception {
        String name = "bulkhead-probe-test-" + ProcessHandle.current().pid();
        shut("abstract-socket", name);
        Process listener = new ProcessBuilder(
                        "/usr/bin/python3",
                        "-c",
                        "import socket,sys;s=socket.socket(socket.AF_UNIX);s.bind('\\0'+sys.argv[1]);s.listen();print('up',flush=True);input()",
                        name)
                .start();
        try {
            assertThat(listener.inputReader().readLine()).isEqualTo("up");
            open("abstract-socket", name);
            shut("abstract-socket", name.substring(1));
        } finally {
            listener.destroyForcibly().waitFor();
        }
    }

    @Test
    void aServerThatCannotMakeSystemCallsDoesNotSaveTheWallThatNeedsOne() throws Exception {
        open("new-user-namespace", "");
    }

    @Test
    void whatKeepsAReaderWaitingIsOpenAndWhatIsNotUnderstoodToo() throws Exception {
        Path fifo = home.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        List<Attempt.Outcome> outcomes = Probe.run(List.of(
                new Attempt("a", "read", home.resolve("nosuch").toString()),
                new Attempt("b", "read", fifo.toString()),
                new Attempt("c", "teleport", "x"),
                new Attempt("d", "read", home.resolve("nosuch").toString())));
        assertThat(outcomes).extracting(Attempt.Outcome::id).containsExactly("a", "b", "c", "d");
        assertThat(outcomes).extracting(Attempt.Outcome::isOpen).containsExactly(false, true, true, false);
    }

    @Test
    void theServerProbesBeforeItIsBound() throws IOException, Exception {
        Path file = Files.writeString(home.resolve("file"), "x");
        try (FramedServer server = new FramedServer()) {
            server.control("{'type':'probe','targets':[{'id':'one','kind':'read','target':'" + file
                    + "'},{'id':'two','kind':'read','target':'" + file + "2'}]}");
            JsonNode probed = server.answer(0);
            assertThat(probed.toString())
                    .isEqualTo("{\"type\":\"probed\",\"results\":[{\"id\":\"one\",\"open\":true,\"detail\":\"read\"},"
                            + "{\"id\":\"two\",\"open\":false,\"detail\":\"NoSuchFileException\"}]}");
        }
    }
}
