package dev.bulkhead.ui.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;

/** The toolkit of this JVM, started on first use, and the way onto its thread and back. */
public final class Fx {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static boolean started;

    private Fx() {}

    /** Starts the toolkit. It lives as long as the JVM, whatever windows come and go. */
    public static synchronized void start() throws InterruptedException {
        if (started) {
            return;
        }
        CountDownLatch up = new CountDownLatch(1);
        Platform.startup(up::countDown);
        Platform.setImplicitExit(false);
        if (!up.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("JavaFX did not start");
        }
        started = true;
    }

    /** Returns what {@code task} returns on the JavaFX thread. */
    public static <T> T call(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Platform.runLater(future);
        try {
            return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the JavaFX thread did not answer", e);
        }
    }

    /** Runs {@code task} on the JavaFX thread, and returns when it and what it posted there is done. */
    public static void run(Runnable task) {
        call(() -> {
            task.run();
            return true;
        });
        call(() -> true);
    }

    /** Waits until {@code condition} holds on the JavaFX thread. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!call(condition::getAsBoolean)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("after " + LIMIT.toSeconds() + " s still not: " + what + "; what is shown: "
                        + call(() -> new Hands().words()) + ", keyboard in '" + call(() -> new Hands().focused())
                        + "'");
            }
            pulse();
        }
    }

    /** Lets {@code time} pass: what a person waits for, who is told to. */
    public static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            pulse();
        }
    }

    /** Lets one frame pass: layout and painting have been done once. */
    public static void pulse() {
        CountDownLatch frames = new CountDownLatch(1);
        Platform.runLater(() -> new Frames(2, frames).start());
        try {
            if (!frames.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("no frame was drawn");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Frames extends AnimationTimer {
        private final CountDownLatch done;
        private int left;

        Frames(int count, CountDownLatch done) {
            this.left = count;
            this.done = done;
        }

        @Override
        public void handle(long now) {
            left--;
            if (left < 0) {
                stop();
                done.countDown();
            }
        }
    }
}
