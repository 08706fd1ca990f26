package dev.bulkhead.ui;

import dev.bulkhead.hostfiles.Launcher;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.alerts.AlertsPage;
import dev.bulkhead.ui.approvals.QuestionBanner;
import dev.bulkhead.ui.approvals.QuestionsPage;
import dev.bulkhead.ui.audit.AuditView;
import dev.bulkhead.ui.link.Dial;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.Halted;
import dev.bulkhead.ui.model.Question;
import dev.bulkhead.ui.model.Switched;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.overview.OverviewPage;
import dev.bulkhead.ui.setup.AddClientDialog;
import dev.bulkhead.ui.setup.SetUpPage;
import dev.bulkhead.ui.setup.SettingsPage;
import dev.bulkhead.ui.signin.SignInDialog;
import dev.bulkhead.ui.tenants.Page;
import dev.bulkhead.ui.tenants.TenantActions;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Lazy;
import dev.bulkhead.ui.theme.Theme;
import dev.bulkhead.ui.theme.WindowIcon;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.collections.ObservableMap;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;

/** Puts the rooms into one window and wires them. JavaFX thread. */
final class MainWindow implements TenantActions, AutoCloseable {
    private static final double WIDTH = 1280;
    private static final double HEIGHT = 820;

    private final Stage stage;
    private final Texts texts;
    private final Theme theme;
    private final Consumer<String> browser;
    private final WindowModel model = new WindowModel();
    private final Supervisor supervisor;
    private final SetUp setUp;
    private final OverviewPage overview;
    private final QuestionsPage questions;
    private final AuditView audit;
    private final MainView view;
    private Optional<SignInDialog> dialog = Optional.empty();
    private Optional<AddClientDialog> adding = Optional.empty();
    private List<String> asked = List.of();

    /** {@code browser} opens a page in the system's browser. */
    MainWindow(Stage stage, Dial dial, Texts texts, Theme theme, Clock clock, Consumer<String> browser) {
        this.stage = stage;
        this.texts = texts;
        this.theme = theme;
        this.browser = browser;
        this.supervisor = new Supervisor(dial, model, Platform::runLater, clock);
        this.overview = new OverviewPage(model, supervisor, texts, clock);
        this.setUp = new SetUp(dial, Platform::runLater);
        this.questions = new QuestionsPage(model, supervisor, texts, clock);
        this.audit = new AuditView(model, supervisor, texts, clock.getZone());
        AlertsPage alerts = new AlertsPage(model, supervisor, texts, clock.getZone(), () -> open("audit"));
        this.view = new MainView(
                model,
                texts,
                this,
                new QuestionBanner(model, texts, clock, this::look),
                List.of(
                        new Page("overview", texts.get("tab.overview"), overview),
                        new Page("waiting", texts.get("tab.waiting"), questions, questions.count()),
                        new Page("alerts", texts.get("tab.alerts"), alerts, alerts.count()),
                        new Page("audit", texts.get("tab.audit"), padded(audit)),
                        new Page("setup", texts.get("tab.setup"), new Lazy(this::changes)),
                        new Page(
                                "settings",
                                texts.get("tab.settings"),
                                new Lazy(() -> padded(new SettingsPage(model, setUp, texts))))));
        Scene scene = new Scene(view, WIDTH, HEIGHT);
        addShortcuts(scene.getAccelerators());
        theme.dress(scene);
        stage.setTitle(texts.get("window.title"));
        stage.getIcons().setAll(WindowIcon.sizes());
        stage.setMinWidth(960);
        stage.setMinHeight(640);
        stage.setScene(scene);
        model.questions().follow(this::asked);
    }

    private SetUpPage changes() {
        return new SetUpPage(
                model,
                supervisor,
                setUp,
                texts,
                Places.here(),
                launcher(),
                browser,
                (gone, kept) -> told(
                        texts.get("removed.title", gone.name()), texts.get("removed.text", String.join("\n", kept))));
    }

    /** How hosts start us; empty where nobody said. */
    private static Optional<Launcher> launcher() {
        String script = System.getProperty("bulkhead.script", "");
        return script.isEmpty() ? Optional.empty() : Optional.of(Launcher.of(Path.of(script), System.getenv()));
    }

    private void told(String title, String text) {
        view.tell(title, text);
    }

    /** A page that fills all that there is, at the distance that pages keep. */
    private static StackPane padded(Node page) {
        StackPane padded = new StackPane(page);
        padded.getStyleClass().add("page-body");
        return padded;
    }

    /**
     * Says, once for all, that other programs of this desktop can click in this window.
     *
     * @param understood runs when the consultant says that it is understood
     */
    void noteOtherHands(Runnable understood) {
        view.note(texts.get("note.hands.title"), texts.get("note.hands.text"), understood);
    }

    void open() {
        stage.show();
        view.list().focus();
    }

    private void open(String page) {
        view.page().open(page);
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

    /** The window comes to the front, and leaves the keyboard where it is: what is being typed elsewhere goes on there. */
    private void asked(List<Question> now) {
        List<String> ids = now.stream().map(Question::id).toList();
        boolean isNew = !asked.containsAll(ids);
        asked = ids;
        stage.setTitle(ids.isEmpty() ? texts.get("window.title") : texts.get("window.title.waiting", ids.size()));
        if (isNew && stage.isShowing() && !stage.isIconified()) {
            stage.toFront();
        }
    }

    private void look(Question question) {
        model.select(question.tenant());
        open("waiting");
        questions.focus();
    }

    @Override
    public void signIn(Tenant tenant) {
        ask(SignInDialog.Purpose.SIGN_IN, tenant);
    }

    @Override
    public void resume(Tenant tenant) {
        ask(SignInDialog.Purpose.RESUME, tenant);
    }

    private void ask(SignInDialog.Purpose purpose, Tenant tenant) {
        SignInDialog opened = new SignInDialog(stage, purpose, tenant, texts, theme, supervisor, browser);
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
    public void makeActive(Tenant tenant) {
        supervisor.makeActive(tenant.id(), new Supervisor.Result<>() {
            @Override
            public void done(Switched now) {
                view.tell(
                        texts.get("switch.done", tenant.name(), now.millis()),
                        texts.get("switch.connections", now.moved(), now.inLobby()));
            }

            @Override
            public void failed(String why) {
                view.warn(texts.get("switch.failed", tenant.name()), why);
            }
        });
    }

    @Override
    public void halt(Tenant tenant) {
        halt(Optional.of(tenant), texts.get("halt.failed", tenant.name()));
    }

    @Override
    public void haltAll() {
        halt(Optional.empty(), texts.get("halt.all.failed"));
    }

    private void halt(Optional<Tenant> tenant, String failure) {
        supervisor.halt(tenant.map(Tenant::id), new Supervisor.Result<>() {
            @Override
            public void done(List<Halted> halted) {
                Halts measured = new Halts(halted, model, texts);
                if (measured.survivors() == 0) {
                    view.tell(measured.title(), measured.text());
                } else {
                    view.warn(measured.title(), measured.text());
                }
            }

            @Override
            public void failed(String why) {
                view.warn(failure, why);
            }
        });
    }

    @Override
    public void addClient() {
        AddClientDialog opened = new AddClientDialog(
                stage,
                texts,
                theme,
                supervisor,
                setUp,
                Places.here(),
                launcher(),
                added -> added.ifPresent(this::added));
        adding = Optional.of(opened);
        opened.open();
    }

    private void added(TenantId tenant) {
        model.select(tenant);
        open("overview");
    }

    @Override
    public void startSupervisor() {
        supervisor.start();
    }

    @Override
    public void close() {
        dialog.ifPresent(SignInDialog::close);
        adding.ifPresent(AddClientDialog::close);
        overview.close();
        audit.close();
        supervisor.close();
        stage.close();
    }
}
