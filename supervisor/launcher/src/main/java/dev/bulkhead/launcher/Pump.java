package dev.bulkhead.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Copies bytes one way, as they come, until the source ends or the target is gone. One thread each, so that neither
 * direction ever waits for the other.
 */
final class Pump implements Runnable {
    private static final int BUFFER = 64 * 1024;

    private final CompletableFuture<? extends ReadableByteChannel> from;
    private final CompletableFuture<? extends WritableByteChannel> to;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean sourceEnded;
    private Runnable after = () -> {};

    /** Either end may still be to come: what was read by then waits, and the end of the source is seen all the same. */
    Pump(CompletableFuture<? extends ReadableByteChannel> from, CompletableFuture<? extends WritableByteChannel> to) {
        this.from = from;
        this.to = to;
    }

    /** @param condition asked on the new thread: without it nothing is read */
    void start(String name, BooleanSupplier condition) {
        Runnable body = () -> {
            if (condition.getAsBoolean()) {
                run();
            }
        };
        Thread thread = new Thread(null, body, name, 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    void whenDone(Runnable action) {
        after = action;
    }

    @Override
    public void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try {
            ReadableByteChannel source = from.join();
            while (source.read(buffer) >= 0) {
                buffer.flip();
                WritableByteChannel target = to.join();
                while (buffer.hasRemaining()) {
                    target.write(buffer);
                }
                buffer.clear();
            }
            sourceEnded = true;
        } catch (IOException e) {
            // A broken end is an end: the host or the supervisor has gone, and the exit status says which.
        } finally {
            done.countDown();
            after.run();
        }
    }

    /** Whether the source came to its end, rather than the target going away. */
    boolean sourceHasEnded() {
        return sourceEnded;
    }

    void await(long millis) {
        try {
            done.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
