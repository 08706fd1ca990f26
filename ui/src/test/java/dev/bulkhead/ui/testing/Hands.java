package dev.bulkhead.ui.testing;

import dev.bulkhead.ui.audit.AuditView;
import dev.bulkhead.ui.audit.FileChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
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

    /** Puts {@code text} into the field {@code id}, as pasting in the place of all that is there does. */
    public void fill(String id, String text) {
        find(id);
        Fx.run(() -> {
            field(id).requestFocus();
            field(id).setText(text);
        });
        Fx.pulse();
    }

    /** Returns the field {@code id}, which is there. JavaFX thread. */
    public TextInputControl field(String id) {
        return (TextInputControl) lookup(id);
    }

    /** Chooses what the box {@code id} shows as {@code words}, once it is among what it offers. */
    @SuppressWarnings("unchecked")
    public void choose(String id, String words) {
        ComboBox<Object> box = (ComboBox<Object>) find(id);
        Fx.await(
                "#" + id + " offers '" + words + "'",
                () -> box.getItems().stream().anyMatch(each -> words.equals(shown(box, each))));
        Fx.run(() -> box.setValue(box.getItems().stream()
                .filter(each -> words.equals(shown(box, each)))
                .findFirst()
                .orElseThrow()));
        Fx.pulse();
    }

    private static String shown(ComboBox<Object> box, Object item) {
        return box.getConverter() == null ? item.toString() : box.getConverter().toString(item);
    }

    /** Selects a row of the table {@code id}, counted from 0. */
    public void selectRow(String id, int row) {
        TableView<?> table = (TableView<?>) find(id);
        Fx.await("#" + id + " has that row", () -> table.getItems().size() > row);
        Fx.run(() -> {
            table.requestFocus();
            table.getSelectionModel().clearAndSelect(row);
        });
        Fx.pulse();
    }

    /** Answers what the audit asks for files with {@code file} from now on: the desktop's dialogs are no part of the window. */
    public void answerFileDialogs(Path file) {
        AuditView view = (AuditView) find("audit-view");
        Fx.run(() -> view.choose(new FileChoice() {
            @Override
            public Optional<Path> save(String title, String suggestion, Window over) {
                return Optional.of(file);
            }

            @Override
            public Optional<Path> open(String title, Window over) {
                return Optional.of(file);
            }
        }));
    }

    /** Scrolls as far as a person has to, who wants to see {@code node}. JavaFX thread. */
    private static void reveal(Node node) {
        for (Node each = node.getParent(); each != null; each = each.getParent()) {
            if (each instanceof ScrollPane pane && pane.getContent() != null) {
                Bounds inside = pane.getContent().sceneToLocal(node.localToScene(node.getBoundsInLocal()));
                double room = pane.getContent().getBoundsInLocal().getHeight()
                        - pane.getViewportBounds().getHeight();
                double top = inside.getCenterY() - pane.getViewportBounds().getHeight() / 2;
                double now = room <= 0 ? 0 : pane.getVvalue() * room;
                boolean isSeen = inside.getMinY() >= now
                        && inside.getMaxY() <= now + pane.getViewportBounds().getHeight();
                if (room > 0 && !isSeen) {
                    pane.setVvalue(Math.clamp(top / room, 0, 1));
                }
            }
        }
    }

    private void click(Node node) {
        Fx.pulse();
        Fx.run(() -> reveal(node));
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
