package dev.bulkhead.ui;

import dev.bulkhead.ui.audit.AuditView;
import dev.bulkhead.ui.link.Dial;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.signin.SignInDialog;
import dev.bulkhead.ui.tenants.TenantActions;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Theme;
import dev.bulkhead.ui.theme.WindowIcon;
import java.time.Clock;
import java.util.Optional;
import javafx.application.Platform;
import javafx.collections.ObservableMap;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;

/** Puts the rooms into one window and wires them. JavaFX thread. */
final class MainWindow implements TenantActions, AutoCloseable {
    private static final double WIDTH = 1280;
    private static final double HEIGHT = 820;

    private final Stage stage;
    private final Texts texts;
    private final Theme theme;
    private final WindowModel model = new WindowModel();
    private final Supervisor supervisor;
    private final AuditView audit;
    private final MainView view;
    private Optional<SignInDialog> dialog = Optional.empty();

    MainWindow(Stage stage, Dial dial, Texts texts, Theme theme, Clock clock) {
        this.stage = stage;
        this.texts = texts;
        this.theme = theme;
        this.supervisor = new Supervisor(dial, model, Platform::runLater, clock);
        this.audit = new AuditView(model, supervisor, texts, clock.getZone());
        this.view = new MainView(model, texts, this, audit);
        Scene scene = new Scene(view, WIDTH, HEIGHT);
        addShortcuts(scene.getAccelerators());
        theme.dress(scene);
        stage.setTitle(texts.get("window.title"));
        stage.getIcons().setAll(WindowIcon.sizes());
        stage.setMinWidth(900);
        stage.setMinHeight(600);
        stage.setScene(scene);
    }

    void open() {
        stage.show();
        view.list().focus();
    }

    private void addShortcuts(ObservableMap<KeyCombination, Runnable> keys) {
        for (int i = 0; i < 9; i++) {
            int index = i;
            String digit = String.valueOf(i + 1);
            keys.put(control(KeyCode.valueOf("DIGIT" + digit)), () -> model.selectAt(index));
            keys.put(control(KeyCode.valueOf("NUMPAD" + digit)), () -> model.selectAt(index));
        }
        keys.put(control(KeyCode.F), () -> view.list().find());
    }

    private static KeyCombination control(KeyCode key) {
        return new KeyCodeCombination(key, KeyCombination.SHORTCUT_DOWN);
    }

    @Override
    public void signIn(Tenant tenant) {
        SignInDialog opened = new SignInDialog(stage, tenant, texts, theme, supervisor);
        dialog = Optional.of(opened);
        opened.open();
    }

    @Override
    public void signOut(Tenant tenant) {
        supervisor.signOut(tenant.id(), new Errand.Outcome() {
            @Override
            public void done() {
                // The state changes, which events and the page tell.
            }

            @Override
            public void failed(String why) {
                view.page().failed(texts.get("page.sign-out.failed", tenant.name()), why);
            }
        });
    }

    @Override
    public void startSupervisor() {
        supervisor.start();
    }

    @Override
    public void close() {
        dialog.ifPresent(SignInDialog::close);
        audit.close();
        supervisor.close();
        stage.close();
    }
}
