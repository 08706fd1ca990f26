package dev.bulkhead.ui.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.robot.Robot;
import javafx.stage.Window;

/** A person at the window: looks for things in the windows that are open, clicks and types with the toolkit's robot. */
public final class Hands {
    /** Returns the node of that id in any open window, once it is there and can be seen. */
    public Node find(String id) {
        Fx.await("#" + id + " is shown", () -> isShown(id));
        return Fx.call(() -> lookup(id));
    }

    /** As {@link #find}, of what is there for sure. JavaFX thread. */
    public Node there(String id) {
        return lookup(id);
    }

    /** Whether a node of that id can be seen now. JavaFX thread. */
    public boolean isShown(String id) {
        return all().stream().anyMatch(node -> id.equals(node.getId()) && isVisible(node));
    }

    /** Returns the words of the label, button or field with that id. JavaFX thread. */
    public String text(String id) {
        return isShown(id) && lookup(id) instanceof Labeled labeled ? String.valueOf(labeled.getText()) : "";
    }

    /** Waits until the label or button {@code id} says something that contains {@code words}. */
    public void awaitText(String id, String words) {
        Fx.await("#" + id + " says '" + words + "'", () -> text(id).contains(words));
    }

    /** Waits until some label in a window says exactly {@code words}. */
    public void awaitWords(String words) {
        Fx.await("'" + words + "' is shown", () -> words().contains(words));
    }

    /** All words that labels and buttons show now. JavaFX thread. */
    public List<String> words() {
        return all().stream()
                .filter(node -> node instanceof Labeled labeled && labeled.getText() != null && isVisible(node))
                .map(node -> ((Labeled) node).getText())
                .filter(text -> !text.isBlank())
                .toList();
    }

    public void click(String id) {
        click(find(id));
    }

    /** Clicks what shows exactly {@code words}; what was opened last lies on top of the rest. */
    public void clickWords(String words) {
        awaitWords(words);
        click(Fx.call(() -> all().stream()
                .filter(node -> node instanceof Labeled labeled && words.equals(labeled.getText()) && isVisible(node))
                .reduce((below, above) -> above)
                .orElseThrow()));
    }

    private void click(Node node) {
        Fx.pulse();
        Fx.run(() -> {
            Bounds bounds = node.localToScreen(node.getBoundsInLocal());
            Robot robot = new Robot();
            robot.mouseMove(bounds.getCenterX(), bounds.getCenterY());
            robot.mouseClick(MouseButton.PRIMARY);
        });
        Fx.pulse();
    }

    /** Presses the mouse on {@code id} for somewhat longer than {@code time}. */
    public void hold(String id, Duration time) {
        Node node = find(id);
        Fx.pulse();
        // One robot: without a screen each has a mouse of its own, and only where it was pressed is its release heard.
        Robot robot = Fx.call(Robot::new);
        Fx.run(() -> {
            Bounds bounds = node.localToScreen(node.getBoundsInLocal());
            robot.mouseMove(bounds.getCenterX(), bounds.getCenterY());
            robot.mousePress(MouseButton.PRIMARY);
        });
        Fx.pause(time);
        Fx.pulse();
        Fx.run(() -> robot.mouseRelease(MouseButton.PRIMARY));
        Fx.pulse();
    }

    /** Holds a key for somewhat longer than {@code time}. */
    public void hold(KeyCode key, Duration time) {
        Fx.run(() -> new Robot().keyPress(key));
        Fx.pause(time);
        Fx.pulse();
        Fx.run(() -> new Robot().keyRelease(key));
        Fx.pulse();
    }

    /** Types letters, digits, spaces, commas and hyphens, each as a key that is pressed and released. */
    public void type(String text) {
        Fx.run(() -> {
            Robot robot = new Robot();
            text.chars().forEach(each -> robot.keyType(key((char) each)));
        });
        Fx.pulse();
    }

    private static KeyCode key(char letter) {
        return switch (letter) {
            case ' ' -> KeyCode.SPACE;
            case '-' -> KeyCode.MINUS;
            case ',' -> KeyCode.COMMA;
            default ->
                Character.isDigit(letter)
                        ? KeyCode.valueOf("DIGIT" + letter)
                        : KeyCode.valueOf(String.valueOf(Character.toUpperCase(letter)));
        };
    }

    /** Presses keys together: the first ones are held while the last is typed. */
    public void press(KeyCode... keys) {
        Fx.run(() -> {
            Robot robot = new Robot();
            for (KeyCode key : keys) {
                robot.keyPress(key);
            }
            for (int i = keys.length - 1; i >= 0; i--) {
                robot.keyRelease(keys[i]);
            }
        });
        Fx.pulse();
    }

    /**
     * Returns what has the keyboard in the window that has it. JavaFX thread.
     *
     * <p>Without a screen nobody takes the focus from a window when another opens: the one that opened last has it.
     */
    public String focused() {
        return Window.getWindows().stream()
                .filter(Window::isFocused)
                .map(Window::getScene)
                .map(Scene::getFocusOwner)
                .filter(owner -> owner != null)
                .map(owner -> String.valueOf(owner.getId()))
                .reduce((below, above) -> above)
                .orElse("");
    }

    /** All nodes of all open windows, popups too. JavaFX thread. */
    public List<Node> all() {
        List<Node> all = new ArrayList<>();
        for (Window window : Window.getWindows()) {
            if (window.isShowing() && window.getScene() != null) {
                collect(window.getScene().getRoot(), all);
            }
        }
        return all;
    }

    private static void collect(Node node, List<Node> into) {
        into.add(node);
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, into));
        }
    }

    private Node lookup(String id) {
        Predicate<Node> wanted = node -> id.equals(node.getId()) && isVisible(node);
        return all().stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Whether it and all around it is visible. JavaFX thread. */
    public static boolean isVisible(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        return true;
    }
}
