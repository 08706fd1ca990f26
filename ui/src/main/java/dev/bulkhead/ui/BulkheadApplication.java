package dev.bulkhead.ui;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.local.CrashReports;
import dev.bulkhead.ui.link.Dial;
import dev.bulkhead.ui.link.Told;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Theme;
import java.nio.file.Files;
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
        var installed = dev.bulkhead.protocol.local.Application.ofThisProcess();
        reportCrashes(home, installed.version());
        Dial dial = new Dial(home, installed);
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

    /** On this thread too: JavaFX sets none of its own. */
    private static void reportCrashes(BulkheadHome home, String version) {
        if (Files.isDirectory(home.logs())) {
            new CrashReports(home.logs(), "window", version, Clock.systemUTC())
                    .begin((thread, crash) -> crash.printStackTrace());
        }
    }

    @Override
    public void stop() {
        window.ifPresent(MainWindow::close);
    }
}
