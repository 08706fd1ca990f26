package dev.bulkhead.ui.theme;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.stage.Window;

/**
 * Does something once a second for as long as a node is in a window: what counts down. JavaFX thread.
 *
 * <p>By a clock of its own: while one of JavaFX's animations runs, were it one step a second, the toolkit wakes for each frame.
 */
public final class Seconds {
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("seconds").factory());

    private Seconds() {}

    /** Runs {@code task} now and then each second while {@code node} is in a window that is shown. */
    public static void whileShown(Node node, Runnable task) {
        AtomicReference<Future<?>> ticking = new AtomicReference<>();
        // What is to be done again keeps all that it can reach alive: it ends with the window.
        node.sceneProperty()
                .flatMap(Scene::windowProperty)
                .flatMap(Window::showingProperty)
                .orElse(false)
                .subscribe(isShown -> {
                    Future<?> last = ticking.getAndSet(null);
                    if (last != null) {
                        last.cancel(false);
                    }
                    if (isShown) {
                        task.run();
                        ticking.set(CLOCK.scheduleAtFixedRate(
                                () -> Platform.runLater(() -> {
                                    if (ticking.get() != null) {
                                        task.run();
                                    }
                                }),
                                1,
                                1,
                                TimeUnit.SECONDS));
                    }
                });
    }
}
