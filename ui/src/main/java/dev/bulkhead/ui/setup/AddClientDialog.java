package dev.bulkhead.ui.setup;

import atlantafx.base.theme.Styles;
import dev.bulkhead.hostfiles.Launcher;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Banner;
import dev.bulkhead.ui.theme.Shown;
import dev.bulkhead.ui.theme.Theme;
import dev.bulkhead.ui.theme.Tone;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Modality;
import javafx.stage.Stage;
import org.kordamp.ikonli.feather.Feather;

/**
 * Adds a client in five steps: name and folder, passphrase, credentials, servers, hosts. From the second on the client is there,
 * and whoever closes the dialog keeps what was done so far. JavaFX thread.
 */
public final class AddClientDialog {
    private static final double WIDTH = 680;
    private static final double HEIGHT = 640;

    private final Texts texts;
    private final NewClient client = new NewClient();
    private final Stage stage = new Stage();
    private final List<Step> steps;
    private final Label title = new Label();
    private final Label count = new Label();
    private final ScrollPane room = new ScrollPane();
    private final Banner failure = new Banner(Tone.DANGER, Feather.ALERT_CIRCLE);
    private final Label doing = new Label();
    private final HBox progress;
    private final Button back;
    private final Button next;
    private int at;

    /** {@code closed} is told the client that was added, if one was. */
    public AddClientDialog(
            Stage owner,
            Texts texts,
            Theme theme,
            Supervisor supervisor,
            SetUp setUp,
            Places places,
            Optional<Launcher> launcher,
            Consumer<Optional<TenantId>> closed) {
        this.texts = texts;
        this.steps = List.of(
                new NameStep(texts, client),
                new PassphraseStep(texts, client, supervisor, setUp),
                new CredentialsStep(texts, client, setUp),
                new ServersStep(texts, client, setUp),
                new HostsStep(texts, client, places, launcher));
        title.setId("setup-title");
        title.getStyleClass().add("setup-title");
        count.getStyleClass().add("muted");
        failure.setId("setup-failure");
        doing.setId("setup-doing");
        ProgressIndicator turning = new ProgressIndicator();
        turning.setMinSize(18, 18);
        turning.setPrefSize(18, 18);
        progress = new HBox(10, turning, doing);
        progress.setAlignment(Pos.CENTER_LEFT);
        back = new Button(texts.get("setup.back"));
        back.setId("setup-back");
        back.setOnAction(event -> go(at - 1));
        next = new Button();
        next.setId("setup-next");
        next.getStyleClass().add(Styles.ACCENT);
        next.setOnAction(event -> steps.get(at).next(way()));
        Scene scene = new Scene(content(), WIDTH, HEIGHT);
        theme.dress(scene);
        stage.initOwner(owner);
        stage.initModality(Modality.WINDOW_MODAL);
        stage.setTitle(texts.get("setup.window"));
        stage.getIcons().setAll(owner.getIcons());
        stage.setScene(scene);
        stage.setOnShown(event -> {
            stage.setX(owner.getX() + (owner.getWidth() - stage.getWidth()) / 2);
            stage.setY(owner.getY() + (owner.getHeight() - stage.getHeight()) / 3);
        });
        stage.setOnHidden(event -> {
            client.close();
            theme.undress(scene);
            closed.accept(client.added());
        });
    }

    private BorderPane content() {
        room.setFitToWidth(true);
        room.getStyleClass().add("setup-room");
        VBox head = new VBox(4, count, title);
        head.getStyleClass().add("setup-head");
        Button close = new Button(texts.get("setup.close"));
        close.setId("setup-close");
        close.setCancelButton(true);
        close.setOnAction(event -> stage.hide());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox buttons = new HBox(10, close, space, back, next);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        VBox foot = new VBox(12, failure, progress, buttons);
        foot.getStyleClass().add("setup-foot");
        BorderPane pane = new BorderPane(room, head, null, foot, null);
        pane.getStyleClass().add("setup");
        return pane;
    }

    public void open() {
        stage.show();
        stage.requestFocus();
        go(0);
    }

    /** Closes it as its button does; of no effect when it is closed. */
    public void close() {
        stage.hide();
    }

    private void go(int step) {
        at = step;
        Step now = steps.get(step);
        count.setText(texts.get("setup.count", step + 1, steps.size()));
        title.setText(now.title());
        room.setContent(now);
        room.setVvalue(0);
        failure.hide();
        working("");
        next.setText(now.onwards());
        // What the supervisor has cannot be taken back by going back.
        boolean canGoBack = step > 0 && client.added().isEmpty();
        Shown.set(back, canGoBack);
        now.enter();
    }

    private void working(String what) {
        boolean busy = !what.isEmpty();
        doing.setText(what);
        Shown.set(progress, busy);
        next.setDisable(busy);
        back.setDisable(busy);
    }

    private Step.Way way() {
        return new Step.Way() {
            @Override
            public void on() {
                if (at + 1 < steps.size()) {
                    go(at + 1);
                } else {
                    stage.hide();
                }
            }

            @Override
            public void working(String what) {
                failure.hide();
                AddClientDialog.this.working(what);
            }

            @Override
            public void failed(String why) {
                AddClientDialog.this.working("");
                failure.show(texts.get("setup.failed"), why.isEmpty() ? texts.get("contact.none") : why);
            }
        };
    }
}
