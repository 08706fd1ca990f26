package dev.bulkhead.ui.audit;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/** Asks the consultant for a file, and waits for the answer. JavaFX thread. */
public interface FileChoice {
    /** Asks for a new file. */
    Optional<Path> save(String title, String suggestion, Window over);

    /** Asks for one that is there. */
    Optional<Path> open(String title, Window over);

    /** The desktop's own dialogs. */
    static FileChoice ofTheDesktop() {
        return new FileChoice() {
            @Override
            public Optional<Path> save(String title, String suggestion, Window over) {
                FileChooser chooser = new FileChooser();
                chooser.setTitle(title);
                chooser.setInitialFileName(suggestion);
                return Optional.ofNullable(chooser.showSaveDialog(over)).map(File::toPath);
            }

            @Override
            public Optional<Path> open(String title, Window over) {
                FileChooser chooser = new FileChooser();
                chooser.setTitle(title);
                return Optional.ofNullable(chooser.showOpenDialog(over)).map(File::toPath);
            }
        };
    }
}
