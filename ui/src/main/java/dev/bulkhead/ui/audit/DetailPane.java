package dev.bulkhead.ui.audit;

import atlantafx.base.theme.Styles;
import dev.bulkhead.ui.model.AuditDetail;
import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Tone;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** One event in full: every field in words, and what proves that it is as it was written. JavaFX thread. */
final class DetailPane extends VBox {
    private final EventWords words;
    private final Texts texts;
    private final Consumer<String> onlySession;
    private final Label title = new Label();
    private final VBox fields = new VBox();
    private final Button copy;
    private Optional<AuditDetail> shown = Optional.empty();

    /** @param onlySession asks for the events of one session alone */
    DetailPane(EventWords words, Consumer<String> onlySession, Runnable close) {
        this.words = words;
        this.texts = words.texts();
        this.onlySession = onlySession;
        this.copy = Icons.button(Feather.COPY, texts.get("audit.detail.copy"), this::copy);
        setId("event-detail");
        getStyleClass().add("audit-detail");
        title.getStyleClass().add("audit-detail-title");
        title.setMinWidth(0);
        HBox.setHgrow(title, Priority.ALWAYS);
        title.setMaxWidth(Double.MAX_VALUE);
        copy.setId("detail-copy");
        Button dismiss = Icons.button(Feather.X, texts.get("audit.detail.close"), close);
        dismiss.setId("detail-close");
        HBox head = new HBox(title, copy, dismiss);
        head.getStyleClass().add("audit-detail-head");
        fields.getStyleClass().add("audit-detail-fields");
        ScrollPane scroll = new ScrollPane(fields);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add(Styles.FLAT);
        setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(head, scroll);
    }

    /** The event is on its way. */
    void reading() {
        shown = Optional.empty();
        copy.setDisable(true);
        title.setText("");
        fields.getChildren().setAll(muted(texts.get("audit.detail.reading")));
    }

    /** It cannot be read: why. */
    void failed(String why) {
        shown = Optional.empty();
        copy.setDisable(true);
        fields.getChildren()
                .setAll(muted(texts.get("audit.detail.failed", why.isEmpty() ? texts.get("contact.none") : why)));
    }

    void show(AuditDetail detail) {
        shown = Optional.of(detail);
        copy.setDisable(false);
        AuditEvent event = detail.row().event();
        title.setText(event.tool().isEmpty() ? words.type(event) : event.tool());
        fields.getChildren().clear();
        fields.getChildren().add(new ProofCard(words, detail.proof()));
        field("time", words.time("audit.time.full", event.time()));
        field("type", words.type(event));
        field("tool", event.tool());
        Chip status = new Chip();
        status.show(StatusCell.tone(event.status()), StatusCell.word(texts, event.status()));
        field("status", status);
        field("latency", words.latency(event));
        personal(detail);
        field("peer", event.peer());
        session(detail.row().session());
        code("args", detail.argsHash());
        field("bytes", bytes(detail));
        code("call", detail.callId());
        code("token", detail.tokenId());
        field("seq", texts.get("audit.detail.number", event.seq()));
        code("event-id", detail.eventId());
        code("hash", detail.proof().hash());
        code("prev-hash", detail.proof().prevHash());
        detail.proof().checkpoint().ifPresent(signed -> code("root", signed.root()));
    }

    /** What names a person: said, or why it is not. */
    private void personal(AuditDetail detail) {
        if (detail.row().sealed()) {
            note("audit.detail.sealed", Feather.LOCK);
        } else if (detail.row().erased()) {
            note("audit.detail.erased", Feather.SLASH);
        }
        field("sentence", detail.row().event().detail());
        field("subject", detail.subject());
        field("path", detail.peerPath());
    }

    private void note(String key, Feather icon) {
        Label note = new Label(texts.get(key), Icons.toned(icon));
        note.setId("detail-sealed");
        note.setWrapText(true);
        note.setMinHeight(USE_PREF_SIZE);
        note.getStyleClass().addAll("audit-note", Tone.NEUTRAL.styleClass());
        note.setMaxWidth(Double.MAX_VALUE);
        fields.getChildren().add(note);
    }

    private String bytes(AuditDetail detail) {
        return detail.bytesIn() + detail.bytesOut() == 0
                ? ""
                : texts.get("audit.detail.bytes-both", detail.bytesIn(), detail.bytesOut());
    }

    private void session(String id) {
        if (!id.isEmpty()) {
            Hyperlink only = new Hyperlink(texts.get("audit.detail.only-session"));
            only.setId("only-session");
            only.setOnAction(event -> onlySession.accept(id));
            VBox both = new VBox(text(id), only);
            field("session", both);
        }
    }

    private void field(String name, String value) {
        if (!value.isEmpty()) {
            field(name, text(value));
        }
    }

    private void code(String name, String value) {
        if (!value.isEmpty()) {
            Region text = text(value);
            text.getStyleClass().addAll("monospace", "small");
            field(name, text);
        }
    }

    private void field(String name, Node value) {
        Label label = new Label(texts.get("audit.detail." + name));
        label.getStyleClass().addAll("muted", "small");
        value.setId("detail-" + name);
        fields.getChildren().add(new VBox(label, value));
    }

    /** Wrapped wherever the width ends: hashes have no blanks. */
    private static Region text(String value) {
        Label text = new Label(value.replaceAll("\\p{Cntrl}+", " ").replaceAll("(\\S{34})(?=\\S)", "$1\u200b"));
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        text.setMaxWidth(Double.MAX_VALUE);
        return text;
    }

    private static Label muted(String words) {
        Label label = new Label(words);
        label.getStyleClass().add("muted");
        label.setWrapText(true);
        return label;
    }

    private void copy() {
        shown.ifPresent(detail -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(detail.json());
            Clipboard.getSystemClipboard().setContent(content);
            copy.setGraphic(Icons.of(Feather.CHECK));
        });
    }
}
