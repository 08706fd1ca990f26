package dev.bulkhead.ui.theme;

import javafx.scene.Node;

/** Whether a part of the window is there: what is not seen takes no room either. For the window's thread. */
public final class Shown {
    private Shown() {}

    public static void set(Node node, boolean shown) {
        node.setManaged(shown);
        node.setVisible(shown);
    }
}
