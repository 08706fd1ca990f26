package dev.bulkhead.daemon.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.zeroturnaround.exec.stream.ExecuteStreamHandler;

/**
 * Keeps a process's raw streams instead of pumping them: zt-exec's own pumps cost a round trip 10 µs and more. Its
 * {@link #stop()} waits until the output was read to its end, else zt-exec would close it with the last bytes unread.
 */
final class RawStreams implements ExecuteStreamHandler {
    private static final long LAST_BYTES_SECONDS = 2;

    private final CountDownLatch read = new CountDownLatch(1);
    private OutputStream in = OutputStream.nullOutputStream();
    private InputStream out = InputStream.nullInputStream();
    private InputStream err = InputStream.nullInputStream();

    @Override
    public void setProcessInputStream(OutputStream stream) {
        in = stream;
    }

    @Override
    public void setProcessOutputStream(InputStream stream) {
        out = stream;
    }

    @Override
    public void setProcessErrorStream(InputStream stream) {
        err = stream;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        try {
            read.await(LAST_BYTES_SECONDS, TimeUnit.SECONDS);
            in.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The process is gone, and its stdin with it: nothing was left to flush.
        }
    }

    /** Says that the output was read to its end. */
    void outputIsRead() {
        read.countDown();
    }

    OutputStream in() {
        return in;
    }

    InputStream out() {
        return out;
    }

    InputStream err() {
        return err;
    }
}
