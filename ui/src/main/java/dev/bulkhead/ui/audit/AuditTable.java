package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.model.AuditRow;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.binding.DoubleBinding;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.Node;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.control.skin.VirtualFlow;
import org.jspecify.annotations.Nullable;

/** Events as rows: when, what, with which tool, how it ended, how long it took, who asked, and what else there is to say. */
final class AuditTable extends TableView<RowSlot> {
    private static final double ROW = 34;
    private static final double LEAST = 60;
    private static final double TOOL = 160;
    /** The scroll bar's width in this theme, and the table's border. */
    private static final double SCROLL_BAR = 14;

    private final EventWords words;
    private final TableColumn<RowSlot, RowSlot> tool;
    private final TableColumn<RowSlot, RowSlot> last;
    private final List<TableColumn<RowSlot, RowSlot>> aside;

    AuditTable(EventWords words) {
        this.words = words;
        setId("audit");
        getStyleClass().add("audit-table");
        setAccessibleText(words.texts().get("audit.title"));
        setFixedCellSize(ROW);

        addColumn(
                "time",
                142,
                row -> words.time("audit.time", row.event().time()),
                row -> words.time("audit.time.full", row.event().time()));
        addColumn(
                "type", 140, row -> words.type(row.event()), row -> row.event().type());
        tool = addColumn(
                "tool", TOOL, row -> row.event().tool(), row -> row.event().tool());
        addStatus();
        TableColumn<RowSlot, RowSlot> latency =
                addColumn("latency", 84, row -> words.latency(row.event()), row -> words.latency(row.event()));
        TableColumn<RowSlot, RowSlot> peer = addColumn(
                "peer", 108, row -> row.event().shortPeer(), row -> row.event().peer());
        last = addColumn("detail", 190, words::detail, words::detail);
        aside = List.of(latency, peer, last);
        List.of(peer, last).forEach(column -> column.getStyleClass().add("aside"));
        fill(last);
        setRowFactory(table -> new SlotRow());
    }

    /** One column takes what the others leave, so that the table is as wide as the page and no wider. */
    private void fill(TableColumn<RowSlot, RowSlot> one) {
        DoubleBinding left = widthProperty().subtract(SCROLL_BAR);
        for (TableColumn<RowSlot, ?> column : getColumns()) {
            column.prefWidthProperty().unbind();
            if (!column.equals(one) && column.isVisible()) {
                left = left.subtract(column.widthProperty());
            }
        }
        one.prefWidthProperty().bind(left);
    }

    /** With the details of one event beside it, the table keeps the columns that tell events apart. */
    void narrow(boolean narrow) {
        aside.forEach(column -> column.setVisible(!narrow));
        fill(narrow ? tool : last);
        if (!narrow) {
            tool.setPrefWidth(TOOL);
        }
    }

    /** Says why no row is there. */
    void placeholder(Node why) {
        setPlaceholder(why);
    }

    /** Whether the newest event is in sight, or there is none. */
    boolean isAtTheTop() {
        return flow().map(VirtualFlow::getFirstVisibleCell)
                .map(IndexedCell::getIndex)
                .map(index -> index <= 0)
                .orElse(true);
    }

    private Optional<VirtualFlow<?>> flow() {
        return lookup(".virtual-flow") instanceof VirtualFlow<?> flow ? Optional.of(flow) : Optional.empty();
    }

    private TableColumn<RowSlot, RowSlot> addColumn(
            String name, double width, Function<AuditRow, String> text, Function<AuditRow, String> whole) {
        TableColumn<RowSlot, RowSlot> column = column(name, width);
        column.setCellFactory(view -> new TextCell(text, whole));
        return column;
    }

    private void addStatus() {
        TableColumn<RowSlot, RowSlot> column = column("status", 108);
        column.setCellFactory(view -> new StatusCell(words.texts()));
    }

    private TableColumn<RowSlot, RowSlot> column(String name, double width) {
        TableColumn<RowSlot, RowSlot> column = new TableColumn<>(words.texts().get("audit.column." + name));
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

    /** A row says of itself in words what its cells show. */
    private final class SlotRow extends TableRow<RowSlot> {
        @Override
        protected void updateItem(@Nullable RowSlot slot, boolean empty) {
            super.updateItem(slot, empty);
            setAccessibleText(
                    slot == null || empty
                            ? null
                            : slot.row()
                                    .map(AuditRow::event)
                                    .map(this::spoken)
                                    .orElse(words.texts().get("audit.reading-row")));
        }

        private String spoken(AuditEvent event) {
            return words.texts()
                    .get(
                            "audit.spoken",
                            words.time("audit.time", event.time()),
                            words.type(event),
                            event.tool(),
                            StatusCell.word(words.texts(), event.status()));
        }
    }

    /** A cell whose tooltip has what the width cuts off. */
    private static final class TextCell extends TableCell<RowSlot, RowSlot> {
        private final Function<AuditRow, String> text;
        private final Function<AuditRow, String> whole;
        private final Tooltip tooltip = new Tooltip();

        TextCell(Function<AuditRow, String> text, Function<AuditRow, String> whole) {
            this.text = text;
            this.whole = whole;
            tooltip.setWrapText(true);
            tooltip.setMaxWidth(600);
        }

        @Override
        protected void updateItem(@Nullable RowSlot slot, boolean empty) {
            super.updateItem(slot, empty);
            Optional<AuditRow> row = slot == null || empty ? Optional.empty() : slot.row();
            String shown = row.map(text).map(TextCell::oneLine).orElse("");
            setText(shown);
            if (row.isEmpty() || shown.isEmpty()) {
                setTooltip(null);
            } else {
                tooltip.setText(whole.apply(row.get()));
                setTooltip(tooltip);
            }
        }

        /** Details can hold what others wrote: a row stays a row. */
        private static String oneLine(String text) {
            return text.replaceAll("\\p{Cntrl}+", " ");
        }
    }
}
