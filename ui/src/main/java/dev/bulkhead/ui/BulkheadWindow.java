package dev.bulkhead.ui;

import javafx.application.Application;

/**
 * {@code bulkhead ui}: opens the window and returns when it is closed.
 *
 * <p>Does not extend {@link Application}: a main class that does is only started with JavaFX on the module path, and ours is on
 * the class path.
 */
public final class BulkheadWindow {
    private BulkheadWindow() {}

    /** Needs {@code -Dbulkhead.app}; takes no arguments. */
    public static void main(String[] args) {
        if (System.getProperty("bulkhead.app", "").isEmpty()) {
            System.err.println("bulkhead: the window is started with the script: bulkhead ui");
            System.exit(1);
        }
        Application.launch(BulkheadApplication.class, args);
    }
}
