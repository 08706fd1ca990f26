package dev.bulkhead.ui;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.ui.link.Dial;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Theme;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import javafx.application.Application;
import javafx.stage.Stage;

/** What JavaFX starts: the window of this user's home. */
public final class BulkheadApplication extends Application {
    private Optional<MainWindow> window = Optional.empty();

    @Override
    public void start(Stage stage) {
        Dial dial = new Dial(BulkheadHome.of(System.getenv()), dev.bulkhead.protocol.local.Application.ofThisProcess());
        Theme theme = new Theme();
        theme.followDesktop();
        MainWindow opened = new MainWindow(
                stage,
                dial,
                Texts.of(Locale.getDefault()),
                theme,
                Clock.system(ZoneId.systemDefault()),
                page -> getHostServices().showDocument(page));
        window = Optional.of(opened);
        opened.open();
    }

    @Override
    public void stop() {
        window.ifPresent(MainWindow::close);
    }
}
