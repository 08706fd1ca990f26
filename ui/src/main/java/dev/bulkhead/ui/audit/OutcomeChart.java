package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditSummary.Chart;
import dev.bulkhead.ui.model.EventStatus;
import dev.bulkhead.ui.theme.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.util.Duration;

/**
 * How many events ended how, over time: stacked bars. A part of it is marked by the mouse, or by the arrow keys with Shift, and
 * then asked for. Colour is never alone: what went wrong is hatched or stands above the rest, and words say how many there are of
 * each. JavaFX thread.
 */
final class OutcomeChart extends Region {
    private static final double PLOT = 74;
    private static final double AXIS = 20;
    private static final double WORDS = 22;
    private static final double GAP = 2;
    /** One event among thousands is to be seen. */
    private static final double LEAST = 2;

    private static final double MARK_WIDTH = 92;

    private final ChartWords words;
    private final BiConsumer<Instant, Instant> asked;
    private final Region plot = new Region();
    private final Region brush = new Region();
    private final Label most = new Label();
    private final Label readout = new Label();
    private final FlowPane legend = new FlowPane();
    private final List<Region> bars = new ArrayList<>();
    private final List<Label> marks = new ArrayList<>();
    private final Tooltip tooltip = new Tooltip();
    private Chart chart = Chart.EMPTY;
    private Chart drawn = Chart.EMPTY;
    private double drawnWidth = -1;
    private Optional<Chart> next = Optional.empty();
    private Optional<Marked> marked = Optional.empty();
    private boolean byMouse;

    /** @param asked takes the span of time that was marked, its end excluded */
    OutcomeChart(EventWords words, BiConsumer<Instant, Instant> asked) {
        this.words = new ChartWords(words);
        this.asked = asked;
        setId("audit-chart");
        getStyleClass().add("outcome-chart");
        setFocusTraversable(true);
        plot.getStyleClass().add("plot");
        brush.getStyleClass().add("brush");
        brush.setId("chart-brush");
        brush.setManaged(false);
        brush.setMouseTransparent(true);
        most.getStyleClass().addAll("muted", "small");
        readout.setId("chart-readout");
        readout.getStyleClass().add("small");
        legend.getStyleClass().add("legend");
        legend.setPrefWrapLength(Double.MAX_VALUE);
        getChildren().addAll(plot, most, readout, legend, brush);
        tooltip.setShowDelay(Duration.millis(150));
        Tooltip.install(plot, tooltip);
        plot.setOnMouseMoved(
                event -> bucketAt(event).ifPresent(bucket -> tooltip.setText(this.words.of(chart, bucket, bucket))));
        plot.setOnMousePressed(this::pressed);
        plot.setOnMouseDragged(this::dragged);
        plot.setOnMouseReleased(event -> released());
        setOnKeyPressed(this::key);
        focusedProperty().subscribe(focused -> {
            if (!focused && !byMouse) {
                mark(Optional.empty());
            }
        });
        show(Chart.EMPTY);
    }

    /** Shows {@code now}; once what is being marked with the mouse is marked, for what lies below the hand is not exchanged. */
    void show(Chart now) {
        if (byMouse && now.buckets() > 0) {
            next = Optional.of(now);
        } else {
            exchange(now);
        }
    }

    private void exchange(Chart now) {
        next = Optional.empty();
        boolean sameTime = now.from().equals(chart.from())
                && now.bucket().equals(chart.bucket())
                && now.buckets() == chart.buckets();
        // A mark means a time, also where that lies elsewhere now.
        Optional<Marked> still = marked.flatMap(span -> span.on(chart, now));
        chart = now;
        setAccessibleText(words.spoken(now));
        legend.getChildren().setAll(words.legend(now));
        if (!sameTime) {
            byMouse = false;
            marked = still;
        }
        // Without an event there is nothing to draw.
        Shown.set(this, chart.buckets() > 0);
        readout();
        requestLayout();
    }

    @Override
    protected double computePrefHeight(double width) {
        return snappedTopInset() + WORDS + PLOT + AXIS + snappedBottomInset();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        double left = snappedLeftInset();
        double top = snappedTopInset() + WORDS;
        double width = Math.max(0, getWidth() - left - snappedRightInset());
        plot.resizeRelocate(left, top, width, PLOT);
        readout.resizeRelocate(left, snappedTopInset(), width, WORDS - 4);
        double legendWidth = Math.min(width, legend.prefWidth(-1));
        legend.resizeRelocate(left + width - legendWidth, snappedTopInset(), legendWidth, WORDS - 4);
        legend.setVisible(marked.isEmpty());
        // Other children are a reason for another layout: without this one would follow the other for ever.
        if (drawn != chart || drawnWidth != width) {
            draw(left, top, width);
        }
        placeBrush();
    }

    private void draw(double left, double top, double width) {
        drawn = chart;
        drawnWidth = width;
        getChildren().removeAll(bars);
        getChildren().removeAll(marks);
        bars.clear();
        marks.clear();
        int highest = highest();
        most.setVisible(highest > 0);
        most.setText(words.most(highest));
        most.resizeRelocate(left + 4, top + 1, most.prefWidth(-1), most.prefHeight(-1));
        if (highest > 0) {
            drawBars(left, top, width / chart.buckets(), highest);
            drawMarks(left, top + PLOT, width);
        }
        getChildren().addAll(bars);
        getChildren().addAll(marks);
        most.toFront();
        brush.toFront();
    }

    private int highest() {
        int highest = 0;
        for (int bucket = 0; bucket < chart.buckets(); bucket++) {
            highest = Math.max(highest, chart.count(bucket));
        }
        return highest;
    }

    private void drawBars(double left, double top, double step, int highest) {
        double gap = step > 3 * GAP ? GAP : 0;
        double room = PLOT - 14;
        for (int bucket = 0; bucket < chart.buckets(); bucket++) {
            double ground = top + PLOT;
            for (EventStatus status : ChartWords.ORDER) {
                int count = chart.count(status, bucket);
                if (count > 0) {
                    double height = Math.max(LEAST, room * count / highest);
                    Region bar = ChartWords.bar(status);
                    ground -= height;
                    double x = snapPositionX(left + bucket * step + gap / 2);
                    bar.resizeRelocate(
                            x,
                            Math.max(top, ground),
                            Math.max(1, snapPositionX(left + (bucket + 1) * step - gap / 2) - x),
                            height);
                    bars.add(bar);
                }
            }
        }
    }

    private void drawMarks(double left, double top, double width) {
        double step = width / chart.buckets();
        for (ChartAxis.Mark mark : words.marks(chart, (int) Math.ceil(MARK_WIDTH / step))) {
            Label label = new Label(mark.time());
            label.getStyleClass().addAll("muted", "small", "axis");
            double x = left + mark.bucket() * step;
            if (x + MARK_WIDTH * 0.7 < left + width) {
                marks.add(label);
                label.applyCss();
                label.resizeRelocate(snapPositionX(x), top + 2, MARK_WIDTH, AXIS - 2);
            }
        }
    }

    private void placeBrush() {
        brush.setVisible(marked.isPresent() && chart.buckets() > 0);
        marked.ifPresent(span -> {
            double step = plot.getWidth() / Math.max(1, chart.buckets());
            brush.resizeRelocate(
                    plot.getLayoutX() + span.first() * step,
                    plot.getLayoutY(),
                    Math.max(2, (span.last() - span.first() + 1) * step),
                    PLOT);
        });
    }

    private Optional<Integer> bucketAt(MouseEvent event) {
        if (chart.buckets() == 0 || plot.getWidth() <= 0) {
            return Optional.empty();
        }
        int bucket = (int) (event.getX() / plot.getWidth() * chart.buckets());
        return Optional.of(Math.clamp(bucket, 0, chart.buckets() - 1));
    }

    private void pressed(MouseEvent event) {
        bucketAt(event).ifPresent(bucket -> {
            byMouse = true;
            mark(Optional.of(new Marked(bucket, bucket)));
        });
    }

    private void dragged(MouseEvent event) {
        Optional<Integer> bucket = bucketAt(event);
        if (byMouse && bucket.isPresent()) {
            mark(marked.map(span -> new Marked(span.began(), bucket.get())));
        }
    }

    private void released() {
        if (byMouse) {
            byMouse = false;
            ask();
            next.ifPresent(this::exchange);
        }
    }

    private void key(KeyEvent event) {
        if (chart.buckets() == 0) {
            return;
        }
        int lastBucket = chart.buckets() - 1;
        switch (event.getCode()) {
            case LEFT -> move(marked.map(Marked::now).orElse(lastBucket + 1) - 1, event);
            case RIGHT -> move(marked.map(Marked::now).orElse(-1) + 1, event);
            case HOME -> move(0, event);
            case END -> move(lastBucket, event);
            case ENTER, SPACE -> {
                if (marked.isPresent()) {
                    ask();
                    event.consume();
                }
            }
            case ESCAPE -> {
                if (marked.isPresent()) {
                    mark(Optional.empty());
                    event.consume();
                }
            }
            default -> {
                // Others are for those around it.
            }
        }
    }

    private void move(int to, KeyEvent event) {
        int bucket = Math.clamp(to, 0, chart.buckets() - 1);
        boolean extend = event.isShiftDown() && marked.isPresent();
        mark(Optional.of(new Marked(extend ? marked.get().began() : bucket, bucket)));
        event.consume();
    }

    private void mark(Optional<Marked> span) {
        marked = span;
        readout();
        requestLayout();
    }

    private void readout() {
        readout.setText(
                marked.map(span -> words.of(chart, span.first(), span.last())).orElse(""));
    }

    private void ask() {
        Optional<Marked> span = marked;
        mark(Optional.empty());
        span.ifPresent(buckets -> asked.accept(chart.begin(buckets.first()), chart.begin(buckets.last() + 1)));
    }
}
