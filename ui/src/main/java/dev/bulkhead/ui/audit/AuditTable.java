package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.text.Texts;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import javafx.beans.binding.DoubleBinding;
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
    private static final double LEAST = 60;
    /** The scroll bar's width in this theme, and the table's border. */
    private static final double SCROLL_BAR = 14;

    private final Texts texts;
    private final ZoneId zone;

    AuditTable(AuditRows rows, Texts texts, ZoneId zone) {
        this.texts = texts;
        this.zone = zone;
        setId("audit");
        getStyleClass().add("audit-table");
        setAccessibleText(texts.get("audit.title"));
        setFixedCellSize(ROW);
        setItems(rows.shown());

        DateTimeFormatter row = formatter("audit.time");
        DateTimeFormatter full = formatter("audit.time.full");
        addColumn("time", 142, event -> row.format(event.time()), event -> full.format(event.time()));
        addColumn("type", 140, this::type, AuditEvent::type);
        addColumn("tool", 160, AuditEvent::tool, AuditEvent::tool);
        addStatus();
        addColumn("latency", 84, this::latency, this::latency);
        addColumn("peer", 108, AuditEvent::shortPeer, AuditEvent::peer)
                .getStyleClass()
                .add("aside");
        TableColumn<AuditEvent, AuditEvent> detail = addColumn("detail", 190, AuditEvent::detail, AuditEvent::detail);
        detail.getStyleClass().add("aside");
        fill(detail);
    }

    /** The last column takes what the others leave, so that the table is as wide as the page and no wider. */
    private void fill(TableColumn<?, ?> last) {
        DoubleBinding left = widthProperty().subtract(SCROLL_BAR);
        for (TableColumn<?, ?> column : getColumns()) {
            if (!column.equals(last)) {
                left = left.subtract(column.widthProperty());
            }
        }
        last.prefWidthProperty().bind(left);
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
            String name, double width, Function<AuditEvent, String> text, Function<AuditEvent, String> whole) {
        TableColumn<AuditEvent, AuditEvent> column = column(name, width);
        column.setCellFactory(view -> new TextCell(text, whole));
        return column;
    }

    private void addStatus() {
        TableColumn<AuditEvent, AuditEvent> column = column("status", 108);
        column.setCellFactory(view -> new StatusCell(texts));
    }

    private TableColumn<AuditEvent, AuditEvent> column(String name, double width) {
        TableColumn<AuditEvent, AuditEvent> column = new TableColumn<>(texts.get("audit.column." + name));
        column.setId("audit-" + name);
        column.getStyleClass().add(name);
        column.setPrefWidth(width);
        column.setMinWidth(LEAST);
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
