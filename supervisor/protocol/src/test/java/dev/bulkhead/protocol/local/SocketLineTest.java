package dev.bulkhead.protocol.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketLineTest {
    @TempDir
    private Path folder;

    private SocketChannel ours;
    private SocketChannel theirs;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            ours = SocketChannel.open(address);
            theirs = server.accept();
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        ours.close();
        theirs.close();
    }

    @Test
    void whatFollowsALineIsNotRead() throws IOException {
        SocketLine.write(theirs, "öffnet");
        SocketLine.write(theirs, "{}");
        assertThat(SocketLine.read(ours, 16)).isEqualTo("öffnet");
        ByteBuffer rest = ByteBuffer.allocate(16);
        assertThat(ours.read(rest)).isEqualTo(3);
    }

    @Test
    void aTextOfTwoLinesIsWrittenAsOne() throws IOException {
        SocketLine.write(theirs, "error why\nok");
        assertThat(SocketLine.read(ours, 100)).isEqualTo("error why ok");
    }

    @Test
    void aLineIsReadUpToTheLongest() throws IOException {
        SocketLine.write(theirs, "0123456789");
        assertThat(SocketLine.read(ours, 4)).isEqualTo("0123");
    }

    @Test
    void anEndIsNoLine() throws IOException {
        theirs.close();
        assertThat(SocketLine.read(ours, 16)).isNull();
    }
}
