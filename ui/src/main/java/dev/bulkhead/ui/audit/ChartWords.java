package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditSummary.Chart;
import dev.bulkhead.ui.model.EventStatus;
import dev.bulkhead.ui.text.Texts;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/** What a chart says in words: colour and height are never alone. JavaFX thread. */
final class ChartWords {
    /** From the ground up. */
    static final List<EventStatus> ORDER = List.of(
            EventStatus.SUCCESS,
            EventStatus.STARTED,
            EventStatus.CANCELLED,
            EventStatus.UNKNOWN,
            EventStatus.LOST,
            EventStatus.LIMITED,
            EventStatus.ERROR,
            EventStatus.DENIED);

    private static final double SWATCH = 10;

    private final EventWords words;
    private final Texts texts;

    ChartWords(EventWords words) {
        this.words = words;
        this.texts = words.texts();
    }

    /** A piece of a bar, in the colour and the pattern of its status. */
    static Region bar(EventStatus status) {
        Region bar = new Region();
        bar.getStyleClass().addAll("bar", "bar-" + status.wireName());
        bar.setMouseTransparent(true);
        return bar;
    }

    /** How many events the highest bar has. */
    String most(int events) {
        return texts.get("audit.chart.most", events);
    }

    List<ChartAxis.Mark> marks(Chart chart, int apart) {
        return ChartAxis.marks(chart, apart, words);
    }

    /** What a screen reader says of all of it. */
    String spoken(Chart chart) {
        return texts.get(
                "audit.chart.spoken",
                ORDER.stream()
                        .mapToInt(status -> count(chart, status, 0, chart.buckets() - 1))
                        .sum());
    }

    /** One label for each outcome that there is, with its colour and how many there are. */
    List<Node> legend(Chart chart) {
        List<Node> legend = new ArrayList<>();
        for (EventStatus status : ORDER) {
            int count = count(chart, status, 0, chart.buckets() - 1);
            if (count > 0) {
                Region swatch = bar(status);
                swatch.setMinSize(SWATCH, SWATCH);
                swatch.setPrefSize(SWATCH, SWATCH);
                swatch.setMaxSize(SWATCH, SWATCH);
                Label label = new Label(counted(status, count), swatch);
                label.getStyleClass().addAll("small", "muted");
                label.setMinWidth(Region.USE_PREF_SIZE);
                legend.add(label);
            }
        }
        return legend;
    }

    /** What the buckets from {@code first} to {@code last} have, both of them included. */
    String of(Chart chart, int first, int last) {
        int all = 0;
        List<String> each = new ArrayList<>();
        for (EventStatus status : ORDER) {
            int count = count(chart, status, first, last);
            all += count;
            if (count > 0) {
                each.add(counted(status, count));
            }
        }
        String span = texts.get(
                "audit.chart.span",
                words.time("audit.time", chart.begin(first)),
                words.time("audit.time", chart.begin(last + 1)),
                all);
        return each.isEmpty() ? span : texts.get("audit.chart.bucket", span, String.join(", ", each));
    }

    private String counted(EventStatus status, int count) {
        return texts.get("audit.chart.legend", StatusCell.word(texts, status), count);
    }

    private static int count(Chart chart, EventStatus status, int first, int last) {
        int count = 0;
        for (int bucket = first; bucket <= last; bucket++) {
            count += chart.count(status, bucket);
        }
        return count;
    }
}
