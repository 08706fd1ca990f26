package dev.bulkhead.ui;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.Trees;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.ui.link.Dial;
import dev.bulkhead.ui.testing.FakeSupervisor;
import dev.bulkhead.ui.testing.FakeTenant;
import dev.bulkhead.ui.testing.FakeTenants;
import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.testing.Hands;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javafx.application.ColorScheme;
import javafx.scene.Scene;
import javafx.stage.Stage;

/** A window on a fake supervisor in a home of its own, and hands that use it. */
final class WindowFixture implements AutoCloseable {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T14:03:12Z"), ZoneId.of("Europe/Berlin"));

    final Path folder;
    final FakeSupervisor supervisor;
    final Hands hands = new Hands();
    /** The pages that the window had the browser open. */
    final List<String> browsed = new CopyOnWriteArrayList<>();

    private final BulkheadHome home;
    private Optional<Stage> stage = Optional.empty();
    private Optional<MainWindow> window = Optional.empty();

    WindowFixture() throws IOException, InterruptedException {
        Fx.start();
        folder = Files.createTempDirectory("window");
        home = BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.toString(), "XDG_RUNTIME_DIR", folder.toString()));
        supervisor = new FakeSupervisor(home);
    }

    /** A supervisor with {@code tenants}, and a window that shows them. */
    static WindowFixture with(Consumer<FakeTenants> tenants) throws IOException, InterruptedException {
        WindowFixture fixture = new WindowFixture();
        fixture.supervisor.change(tenants);
        fixture.supervisor.start();
        fixture.open(Texts.of(Locale.ENGLISH), ColorScheme.LIGHT);
        fixture.hands.awaitText("contact", "0.1.0");
        return fixture;
    }

    /** As {@link #with}, where the audit is looked at. */
    static WindowFixture withAudit(Consumer<FakeTenants> tenants) throws IOException, InterruptedException {
        WindowFixture fixture = with(tenants);
        fixture.hands.click("tab-audit");
        return fixture;
    }

    /** Three tenants: one is ready, one signed out, one broken. */
    static void three(FakeTenants tenants) {
        tenants.put("acme", new FakeTenant("Acme Corp", "ready").running(51234, 2));
        tenants.put("birch", new FakeTenant("Birch & Sons", "signed-out"));
        tenants.put("cobalt", new FakeTenant("Cobalt Bank", "broken"));
    }

    void open(Texts texts, ColorScheme scheme) {
        Fx.run(() -> {
            Theme theme = new Theme();
            theme.use(scheme);
            Stage shown = new Stage();
            // The folder has no jars: what is not started by the test cannot be started by the window.
            Dial dial = new Dial(home, new Application(folder));
            MainWindow opened = new MainWindow(shown, dial, texts, theme, CLOCK, browsed::add);
            opened.open();
            shown.requestFocus();
            stage = Optional.of(shown);
            window = Optional.of(opened);
        });
        Fx.pulse();
    }

    /** JavaFX thread. */
    void noteOtherHands(Runnable understood) {
        window.orElseThrow().noteOtherHands(understood);
    }

    BulkheadHome home() {
        return home;
    }

    Stage stage() {
        return stage.orElseThrow();
    }

    Scene scene() {
        return stage().getScene();
    }

    @Override
    public void close() throws IOException {
        Fx.run(() -> window.ifPresent(MainWindow::close));
        supervisor.close();
        Trees.delete(folder);
    }
}
