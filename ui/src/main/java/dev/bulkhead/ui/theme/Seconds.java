package dev.bulkhead.ui.theme;

import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.stage.Window;
import javafx.util.Duration;

/** Does something once a second for as long as a node is in a window: what counts down. JavaFX thread. */
public final class Seconds {
    private Seconds() {}

    /** Runs {@code task} now and then each second while {@code node} is in a window that is shown. */
    public static void whileShown(Node node, Runnable task) {
        Timeline seconds = new Timeline(new KeyFrame(Duration.seconds(1), event -> task.run()));
        seconds.setCycleCount(Timeline.INDEFINITE);
        // A timeline that runs keeps all that it can reach alive: it ends with the window.
        node.sceneProperty()
                .flatMap(Scene::windowProperty)
                .flatMap(Window::showingProperty)
                .orElse(false)
                .subscribe(isShown -> {
                    if (isShown) {
                        task.run();
                        seconds.play();
                    } else {
                        seconds.stop();
                    }
                });
    }
}
