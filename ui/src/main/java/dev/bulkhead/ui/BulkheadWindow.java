package dev.bulkhead.ui;

import dev.bulkhead.protocol.local.Untraceable;
import java.io.IOException;
import java.util.logging.Logger;
import javafx.application.Application;

/**
 * {@code bulkhead ui}: opens the window and returns when it is closed.
 *
 * <p>Does not extend {@link Application}: a main class that does is only started with JavaFX on the module path, and ours is on
 * the class path.
 */
public final class BulkheadWindow {
    /** Held, since the filter below would go with the garbage. */
    private static final Logger JAVAFX = Logger.getLogger("javafx");

    private BulkheadWindow() {}

    /** Needs {@code -Dbulkhead.app}; takes no arguments. */
    public static void main(String[] args) {
        if (System.getProperty("bulkhead.app", "").isEmpty()) {
            refuse("the window is started with the script: bulkhead ui");
        }
        try {
            // Whoever sits at this window may approve: nobody else is to act from inside its process.
            Untraceable.begin();
        } catch (IOException e) {
            refuse(e.getMessage() + ": use the commands, as 'bulkhead status'");
        }
        // One folder of jars a process is how all of Bulkhead is laid out; JavaFX says at each start that it would like
        // modules.
        JAVAFX.setFilter(record -> !String.valueOf(record.getMessage()).startsWith("Unsupported JavaFX configuration"));
        try {
            Application.launch(BulkheadApplication.class, args);
        } catch (UnsupportedOperationException e) {
            refuse("the window cannot be shown (" + e.getMessage()
                    + "): start it on a desktop, or use the commands, as 'bulkhead status'");
        }
    }

    private static void refuse(String why) {
        System.err.println("bulkhead: " + why);
        System.exit(1);
    }
}
