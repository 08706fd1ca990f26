package dev.bulkhead.daemon.session;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two pipes that a host gave its launcher as stdin and stdout, opened by the supervisor itself (proc(5), {@code
 * /proc/pid/fd}), so that each message takes two hand-overs between processes less. {@link #close()} is for any thread, and ends
 * what waits in a read or a write.
 *
 * @param prompt the second way into {@code out}, which never waits
 */
record HostPipes(FileChannel in, FileChannel out, PromptPipe prompt) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostPipes.class);

    /**
     * Opens the pipes of {@code launcher}. Nothing when they are none or are closed to us: then the launcher has to copy.
     *
     * @param launcher who, by the kernel's word, is at the other end of a connection
     */
    static Optional<HostPipes> of(Peer.Identity launcher) {
        Path descriptors = Path.of("/proc", Long.toString(launcher.pid()), "fd");
        try {
            HostPipes pipes = opened(descriptors.resolve("0"), descriptors.resolve("1"));
            // Its number can have gone to another process before they were opened, not after.
            if (launcher.isAlive()) {
                return Optional.of(pipes);
            }
            pipes.close();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("a host is heard through its launcher: {}", e.toString());
        }
        return Optional.empty();
    }

    private static HostPipes opened(Path stdin, Path stdout) throws IOException {
        // To open one that has a name is to wait until somebody has its other end.
        if (!isNameless(stdin) || !isNameless(stdout)) {
            throw new IOException("its stdin and stdout are no pipes");
        }
        FileChannel in = FileChannel.open(stdin, StandardOpenOption.READ);
        try {
            FileChannel out = FileChannel.open(stdout, StandardOpenOption.WRITE);
            try {
                return new HostPipes(in, out, PromptPipe.open(stdout));
            } catch (IOException e) {
                out.close();
                throw e;
            }
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static boolean isNameless(Path descriptor) throws IOException {
        return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    }

    @Override
    public void close() throws IOException {
        try (in;
                out;
                prompt) {
            LOG.trace("a host's pipes are closed");
        }
    }
}
