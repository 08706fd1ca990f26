package dev.bulkhead.ui;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.ui.link.Dial;
import dev.bulkhead.ui.link.Told;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Theme;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.application.Application;
import javafx.stage.Stage;

/** What JavaFX starts: the window of this user's home. */
public final class BulkheadApplication extends Application {
    private static final String OTHER_HANDS = "x11";

    private Optional<MainWindow> window = Optional.empty();

    @Override
    public void start(Stage stage) {
        BulkheadHome home = BulkheadHome.of(System.getenv());
        Dial dial = new Dial(home, dev.bulkhead.protocol.local.Application.ofThisProcess());
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
        Told told = new Told(home);
        if (canBeClickedByOthers(System.getenv()) && !told.has(OTHER_HANDS)) {
            opened.noteOtherHands(() -> told.add(OTHER_HANDS));
        }
    }

    /** JavaFX draws on X11, also below Wayland; there each program of the desktop can send clicks (XTEST). */
    static boolean canBeClickedByOthers(Map<String, String> environment) {
        return !environment.getOrDefault("DISPLAY", "").isEmpty();
    }

    @Override
    public void stop() {
        window.ifPresent(MainWindow::close);
    }
}
