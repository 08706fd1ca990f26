package dev.bulkhead.ui.theme;

import java.util.List;
import java.util.stream.Stream;
import javafx.scene.SnapshotParameters;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;

/** The icon: a hull seen from the side, with the bulkheads that keep its compartments dry. Drawn, so that no size is blurred. */
public final class WindowIcon {
    private static final Color SEA = Color.web("#0b5394");
    private static final Color WALL = Color.WHITE;

    private WindowIcon() {}

    /** The sizes that desktops ask for. JavaFX thread. */
    public static List<Image> sizes() {
        return Stream.of(16, 24, 32, 48, 64, 128, 256).map(WindowIcon::of).toList();
    }

    /** One size, in pixels. */
    public static Image of(int size) {
        SnapshotParameters transparent = new SnapshotParameters();
        transparent.setFill(Color.TRANSPARENT);
        return drawing(size).snapshot(transparent, null);
    }

    /** As a node, for use inside the window. */
    public static Canvas drawing(double size) {
        Canvas canvas = new Canvas(size, size);
        GraphicsContext pen = canvas.getGraphicsContext2D();
        double unit = size / 16;
        pen.setFill(SEA);
        pen.fillRoundRect(0, 0, size, size, 7 * unit, 7 * unit);
        pen.setFill(WALL);
        compartment(pen, unit, 3, 2.7);
        compartment(pen, unit, 6.65, 2.7);
        compartment(pen, unit, 10.3, 2.7);
        pen.fillRoundRect(2.5 * unit, 11 * unit, 11 * unit, 1.5 * unit, 1.5 * unit, 1.5 * unit);
        return canvas;
    }

    private static void compartment(GraphicsContext pen, double unit, double x, double width) {
        pen.fillRoundRect(x * unit, 3.5 * unit, width * unit, 6.5 * unit, unit, unit);
    }
}
