package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.text.Texts;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/** Events as rows: when, what, with which tool, how it ended, how long it took, who asked, and what else there is to say. */
final class AuditTable extends TableView<AuditEvent> {
    private static final double ROW = 34;

    private final Texts texts;
    private final ZoneId zone;

    AuditTable(AuditRows rows, Texts texts, ZoneId zone) {
        this.texts = texts;
        this.zone = zone;
        setId("audit");
        getStyleClass().add("audit-table");
        setAccessibleText(texts.get("audit.title"));
        setFixedCellSize(ROW);
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        setItems(rows.shown());

        DateTimeFormatter row = formatter("audit.time");
        DateTimeFormatter full = formatter("audit.time.full");
        addColumn("time", 140, 138, event -> row.format(event.time()), event -> full.format(event.time()));
        addColumn("type", 132, 84, this::type, AuditEvent::type);
        addColumn("tool", 150, 84, AuditEvent::tool, AuditEvent::tool);
        addStatus();
        addColumn("latency", 84, 80, this::latency, this::latency);
        addColumn("peer", 116, 50, AuditEvent::peer, AuditEvent::peer)
                .getStyleClass()
                .add("aside");
        addColumn("detail", 190, 60, AuditEvent::detail, AuditEvent::detail)
                .getStyleClass()
                .add("aside");
    }

    /** Says why no row is there. */
    void placeholder(String why) {
        setPlaceholder(new Label(why));
    }

    private DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(texts.get(pattern), texts.locale()).withZone(zone);
    }

    private String type(AuditEvent event) {
        return texts.getOr("event." + event.type(), event.type().replace('_', ' '));
    }

    private String latency(AuditEvent event) {
        if (event.latencyMillis().isEmpty()) {
            return "";
        }
        double millis = event.latencyMillis().getAsDouble();
        return texts.get(millis < 10 ? "audit.latency.short" : "audit.latency.long", millis);
    }

    private TableColumn<AuditEvent, AuditEvent> addColumn(
            String name,
            double width,
            double least,
            Function<AuditEvent, String> text,
            Function<AuditEvent, String> whole) {
        TableColumn<AuditEvent, AuditEvent> column = column(name, width, least);
        column.setCellFactory(view -> new TextCell(text, whole));
        return column;
    }

    private void addStatus() {
        TableColumn<AuditEvent, AuditEvent> column = column("status", 108, 104);
        column.setCellFactory(view -> new StatusCell(texts));
    }

    private TableColumn<AuditEvent, AuditEvent> column(String name, double width, double least) {
        TableColumn<AuditEvent, AuditEvent> column = new TableColumn<>(texts.get("audit.column." + name));
        column.setId("audit-" + name);
        column.getStyleClass().add(name);
        column.setPrefWidth(width);
        column.setMinWidth(least);
        // The order is the stream's: it is the proof, and what is newest is what one looks for.
        column.setSortable(false);
        column.setReorderable(false);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue()));
        getColumns().add(column);
        return column;
    }

    /** A cell whose tooltip has what the width cuts off. */
    private static final class TextCell extends TableCell<AuditEvent, AuditEvent> {
        private final Function<AuditEvent, String> text;
        private final Function<AuditEvent, String> whole;
        private final Tooltip tooltip = new Tooltip();

        TextCell(Function<AuditEvent, String> text, Function<AuditEvent, String> whole) {
            this.text = text;
            this.whole = whole;
            tooltip.setWrapText(true);
            tooltip.setMaxWidth(600);
        }

        @Override
        protected void updateItem(@Nullable AuditEvent event, boolean empty) {
            super.updateItem(event, empty);
            String shown = event == null || empty ? "" : oneLine(text.apply(event));
            setText(shown);
            if (event == null || shown.isEmpty()) {
                setTooltip(null);
            } else {
                tooltip.setText(whole.apply(event));
                setTooltip(tooltip);
            }
        }

        /** Details can hold what others wrote: a row stays a row. */
        private static String oneLine(String text) {
            return text.replaceAll("\\p{Cntrl}+", " ");
        }
    }
}
