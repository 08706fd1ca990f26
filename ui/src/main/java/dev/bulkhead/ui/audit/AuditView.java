package dev.bulkhead.ui.audit;

import atlantafx.base.controls.CustomTextField;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.link.AuditFeed;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.EventStatus;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.kordamp.ikonli.feather.Feather;

/** The audit of the selected tenant, live. JavaFX thread. */
public final class AuditView extends VBox implements AutoCloseable {
    private final Supervisor supervisor;
    private final Texts texts;
    private final AuditRows rows = new AuditRows();
    private final AuditTable table;
    private final CustomTextField tool = new CustomTextField();
    private final ComboBox<Optional<EventStatus>> status = new ComboBox<>();
    private final Label count = new Label();
    private final Button verify;
    private final VerdictLine verdict;
    private Optional<TenantId> shown = Optional.empty();
    private Optional<AuditFeed> feed = Optional.empty();
    private Optional<Errand> verifying = Optional.empty();

    public AuditView(WindowModel model, Supervisor supervisor, Texts texts, ZoneId zone) {
        this.supervisor = supervisor;
        this.texts = texts;
        this.table = new AuditTable(rows, texts, zone);
        this.verdict = new VerdictLine(texts, zone);
        this.verify = Icons.button(Feather.CHECK_CIRCLE, texts.get("audit.verify"));
        getStyleClass().addAll("card", "audit");
        setMinHeight(200);
        setVgrow(table, Priority.ALWAYS);
        getChildren().addAll(bar(), verdict, table);
        rows.newest().addListener((ListChangeListener<Object>) change -> counted());
        rows.loadedProperty().subscribe(this::counted);
        filter();
        model.selected().follow(tenant -> show(tenant.map(Tenant::id)));
    }

    private HBox bar() {
        Label title = new Label(texts.get("audit.title"));
        title.getStyleClass().add("audit-title");
        title.setMinWidth(USE_PREF_SIZE);
        count.setId("audit-count");
        count.getStyleClass().add("muted");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        verify.setId("verify");
        verify.setMinWidth(USE_PREF_SIZE);
        verify.setOnAction(event -> verify());
        HBox bar = new HBox(title, count, space, toolFilter(), statusFilter(), verify);
        bar.getStyleClass().add("audit-bar");
        return bar;
    }

    private CustomTextField toolFilter() {
        tool.setId("filter-tool");
        tool.setPromptText(texts.get("audit.find-tool"));
        tool.setAccessibleText(texts.get("audit.find-tool"));
        tool.setLeft(Icons.of(Feather.FILTER));
        tool.setPrefWidth(210);
        tool.textProperty().subscribe(this::filter);
        tool.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE && !tool.getText().isEmpty()) {
                tool.clear();
                event.consume();
            }
        });
        return tool;
    }

    private ComboBox<Optional<EventStatus>> statusFilter() {
        status.setId("filter-status");
        status.setAccessibleText(texts.get("audit.status"));
        status.getItems().add(Optional.empty());
        Arrays.stream(EventStatus.values()).map(Optional::of).forEach(status.getItems()::add);
        status.setConverter(new StringConverter<>() {
            @Override
            public String toString(Optional<EventStatus> wanted) {
                return wanted.isEmpty() ? texts.get("audit.status.any") : StatusCell.word(texts, wanted.get());
            }

            @Override
            public Optional<EventStatus> fromString(String word) {
                throw new UnsupportedOperationException("the box is not editable");
            }
        });
        status.setValue(Optional.empty());
        status.valueProperty().subscribe(this::filter);
        status.setVisibleRowCount(status.getItems().size());
        return status;
    }

    private void filter() {
        rows.filter(tool.getText(), status.getValue());
        counted();
    }

    private void counted() {
        int all = rows.newest().size();
        int some = rows.shown().size();
        if (!rows.loadedProperty().get()) {
            count.setText("");
        } else if (some < all) {
            count.setText(texts.get("audit.count.some", some, all));
        } else {
            count.setText(texts.get(all < AuditRows.LIMIT ? "audit.count.all" : "audit.count.newest", all));
        }
        table.placeholder(texts.get(emptyBecause(all)));
    }

    private String emptyBecause(int all) {
        if (!rows.loadedProperty().get()) {
            return "audit.reading";
        }
        return all == 0 ? "audit.none" : "audit.none-match";
    }

    private void show(Optional<TenantId> tenant) {
        if (tenant.equals(shown)) {
            return;
        }
        close();
        shown = tenant;
        verdict.hide();
        verify.setDisable(tenant.isEmpty());
        rows.clear();
        feed = tenant.map(id -> supervisor.audit(id, AuditRows.LIMIT, rows));
    }

    private void verify() {
        shown.ifPresent(tenant -> {
            verify.setDisable(true);
            verdict.running();
            verifying = Optional.of(supervisor.verify(
                    tenant,
                    found -> {
                        verify.setDisable(false);
                        verdict.show(found);
                    },
                    why -> {
                        verify.setDisable(false);
                        verdict.failed(why.isEmpty() ? texts.get("contact.none") : why);
                    }));
        });
    }

    /** Follows nothing any more, until another tenant is selected. */
    @Override
    public void close() {
        feed.ifPresent(AuditFeed::close);
        verifying.ifPresent(Errand::cancel);
    }
}
