package dev.bulkhead.protocol.local;

import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Connects to the supervisor, and starts it when none runs. Ten who try at once start one. */
public final class SupervisorSocket {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private SupervisorSocket() {}

    /**
     * Returns a connection, or null when no supervisor listens.
     *
     * @throws IOException when another user could have put the socket there
     */
    public static @Nullable SocketChannel connect(BulkheadHome home) throws IOException {
        home.checkSocketFolder();
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(home.socket()));
            return channel;
        } catch (IOException e) {
            channel.close();
            return null;
        }
    }

    /**
     * Returns a connection to the supervisor of {@code home}; starts one first where none listens.
     *
     * @throws IOException with what to do, when none listens after 20 s
     */
    public static SocketChannel connectOrStart(BulkheadHome home, Application application) throws IOException {
        SocketChannel there = connect(home);
        if (there != null) {
            return there;
        }
        home.create();
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (FileChannel starting = FileChannel.open(
                BulkheadHome.privateFile(home.run().resolve("start.lock")), StandardOpenOption.WRITE)) {
            boolean started = false;
            while (System.nanoTime() < deadline) {
                there = connect(home);
                if (there != null) {
                    return there;
                }
                if (!started && tryLock(starting)) {
                    // The one before us may have started it between our look and the lock.
                    there = connect(home);
                    if (there != null) {
                        return there;
                    }
                    SupervisorStart.start(home, application);
                    started = true;
                }
                pause();
            }
        }
        throw new IOException("the supervisor did not start within " + START_LIMIT.toSeconds() + " s: see "
                + home.logs().resolve("supervisor.log") + " and " + SupervisorStart.output(home));
    }

    /** The lock is held until the file is closed: until the supervisor answers, or we give up. */
    private static boolean tryLock(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the supervisor starts", e);
        }
    }
}
