package dev.bulkhead.ui.audit;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.home.Trees;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.ui.link.Dial;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.testing.FakeSupervisor;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import javafx.stage.Window;

/** The audit alone in a window, on a supervisor of a home of its own, and hands that use it. */
final class AuditFixture implements AutoCloseable {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T14:03:12Z"), ZoneId.of("Europe/Berlin"));

    final Path folder;
    final FakeSupervisor supervisor;
    final Hands hands = new Hands();
    final WindowModel model = new WindowModel();
    private final Dial dial;
    private final boolean isOurs;
    private Optional<Supervisor> link = Optional.empty();
    private Optional<AuditView> view = Optional.empty();
    private Optional<Stage> stage = Optional.empty();

    /** With a fake supervisor, not started yet. */
    AuditFixture() throws IOException, InterruptedException {
        this(Files.createTempDirectory("audit"), true);
    }

    private AuditFixture(Path home, boolean isOurs) throws InterruptedException {
        Fx.start();
        this.folder = home;
        this.isOurs = isOurs;
        BulkheadHome bulkhead =
                BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.toString(), "XDG_RUNTIME_DIR", folder.toString()));
        supervisor = new FakeSupervisor(bulkhead);
        // The folder has no jars: what is not started by the test cannot be started by the window.
        dial = new Dial(bulkhead, new Application(folder));
    }

    /** On a real supervisor that runs in {@code home}. */
    static AuditFixture on(Path home) throws InterruptedException {
        return new AuditFixture(home, false);
    }

    static AuditFixture with(Consumer<FakeTenants> tenants) throws IOException, InterruptedException {
        AuditFixture fixture = new AuditFixture();
        fixture.supervisor.change(tenants);
        fixture.supervisor.start();
        fixture.open(Texts.of(Locale.ENGLISH), ColorScheme.LIGHT, 1000, 760);
        return fixture;
    }

    void open(Texts texts, ColorScheme scheme, double width, double height) {
        Fx.run(() -> {
            Theme theme = new Theme();
            theme.use(scheme);
            Supervisor asked = new Supervisor(dial, model, Platform::runLater, CLOCK);
            AuditView shown = new AuditView(model, asked, texts, CLOCK.getZone());
            shown.choose(new Named());
            Scene scene = new Scene(new StackPane(shown), width, height);
            theme.dress(scene);
            Stage window = new Stage();
            window.setScene(scene);
            window.show();
            window.requestFocus();
            asked.start();
            link = Optional.of(asked);
            view = Optional.of(shown);
            stage = Optional.of(window);
        });
        Fx.pulse();
    }

    AuditView view() {
        return view.orElseThrow();
    }

    Scene scene() {
        return stage.orElseThrow().getScene();
    }

    /** JavaFX thread, as all that is done with it. */
    @SuppressWarnings("unchecked")
    TableView<RowSlot> table() {
        return (TableView<RowSlot>) scene().lookup("#audit");
    }

    void select(String tenant) {
        Fx.run(() -> model.select(new TenantId(tenant)));
    }

    /** The tools of the first rows, once they are there. */
    List<String> tools(int rows) {
        awaitRows();
        return Fx.call(() -> table().getItems().stream()
                .limit(rows)
                .map(slot -> slot.row().map(row -> row.event().tool()).orElse("?"))
                .toList());
    }

    /** Waits until every row in sight is there. */
    void awaitRows() {
        Fx.await(
                "no row in sight is on its way",
                () -> inSight().stream().allMatch(slot -> slot.row().isPresent()));
    }

    /** What the rows in sight show. JavaFX thread. */
    List<RowSlot> inSight() {
        return table().lookupAll(".table-row-cell").stream()
                .filter(Node::isVisible)
                .filter(TableRow.class::isInstance)
                .map(row -> ((TableRow<?>) row).getItem())
                .filter(RowSlot.class::isInstance)
                .map(RowSlot.class::cast)
                .sorted(Comparator.comparingLong(RowSlot::seq))
                .toList();
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Takes every suggestion. */
    private final class Named implements FileChoice {
        @Override
        public Optional<Path> save(String title, String suggestion, Window over) {
            return Optional.of(file(suggestion));
        }

        @Override
        public Optional<Path> open(String title, Window over) {
            return Optional.of(file("anchor.log"));
        }
    }

    @Override
    public void close() throws IOException {
        Fx.run(() -> {
            view.ifPresent(AuditView::close);
            link.ifPresent(Supervisor::close);
            stage.ifPresent(Stage::close);
        });
        if (isOurs) {
            supervisor.close();
            Trees.delete(folder);
        }
    }
}
