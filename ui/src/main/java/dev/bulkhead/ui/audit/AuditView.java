package dev.bulkhead.ui.audit;

import atlantafx.base.theme.Styles;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.link.AuditDesk;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.AuditFilter;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/**
 * The audit of the selected tenant, live: what is looked for, when it happened, which events that are, and one of them in full.
 * A million events cost the window what a screenful does. JavaFX thread.
 */
public final class AuditView extends VBox implements AutoCloseable {
    private static final KeyCombination FIND = new KeyCodeCombination(KeyCode.F, KeyCombination.SHORTCUT_DOWN);

    private final Texts texts;
    private final AuditTable table;
    private final EventList events;
    private final EventDetail detail;
    private final FilterBar filters;
    private final OutcomeChart chart;
    private final AuditTasks tasks;
    private final Label count = new Label();
    private final Button fresh = new Button();
    private final Label placeholder = new Label();
    private final Button placeholderClear = new Button();
    private Optional<TenantId> shown = Optional.empty();
    private boolean canOpen;

    public AuditView(WindowModel model, Supervisor supervisor, Texts texts, ZoneId zone) {
        this.texts = texts;
        AuditDesk desk = supervisor.auditDesk();
        EventWords words = new EventWords(texts, zone);
        this.table = new AuditTable(words);
        this.filters = new FilterBar(words, desk::now, filter -> look());
        this.events = new EventList(desk, table, zone, this::told);
        this.chart = new OutcomeChart(words, this::between);
        this.tasks = new AuditTasks(desk, texts, zone, filters::filter);
        this.detail = new EventDetail(
                desk, words, table, session -> filters.ask(filters.filter().withSession(session)));
        setId("audit-view");
        getStyleClass().addAll("card", "audit");
        setMinHeight(200);
        StackPane list = new StackPane(table, fresh());
        list.setMinWidth(0);
        HBox.setHgrow(list, Priority.ALWAYS);
        HBox below = new HBox(list, detail.pane());
        below.getStyleClass().add("audit-below");
        below.setMinHeight(0);
        setVgrow(below, Priority.ALWAYS);
        getChildren().addAll(bar(), tasks.notice(), filters, chart, below);
        table.placeholder(placeholder());
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        model.selected().follow(this::show);
    }

    private HBox bar() {
        Label title = new Label(texts.get("audit.title"));
        title.getStyleClass().add("audit-title");
        title.setMinWidth(USE_PREF_SIZE);
        count.setId("audit-count");
        count.getStyleClass().add("muted");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox bar = new HBox(title, count, space, tasks);
        bar.getStyleClass().add("audit-bar");
        return bar;
    }

    /** Says that there is something new above what is looked at, and goes there. */
    private Button fresh() {
        fresh.setId("audit-new");
        fresh.getStyleClass().addAll("audit-new", Styles.ACCENT, Styles.SMALL);
        fresh.setVisible(false);
        fresh.setOnAction(event -> events.goToTheNewest());
        StackPane.setAlignment(fresh, javafx.geometry.Pos.TOP_CENTER);
        return fresh;
    }

    private VBox placeholder() {
        placeholder.setId("audit-empty");
        placeholder.setWrapText(true);
        placeholderClear.setText(texts.get("audit.filter.clear"));
        placeholderClear.setOnAction(event -> filters.clear());
        placeholderClear.setVisible(false);
        VBox both = new VBox(placeholder, placeholderClear);
        both.getStyleClass().add("audit-empty");
        return both;
    }

    private void key(KeyEvent event) {
        if (FIND.match(event)) {
            filters.focusText();
            event.consume();
        } else if (event.getCode() == KeyCode.ESCAPE && (detail.close() || filters.clear())) {
            event.consume();
        }
    }

    private void between(Instant from, Instant to) {
        filters.ask(filters.filter().between(Optional.of(from), Optional.of(to)));
    }

    private void show(Optional<Tenant> tenant) {
        boolean opens = tenant.map(Tenant::state)
                .filter(state -> state.canSignOut() && !state.canSignIn())
                .isPresent();
        Optional<TenantId> id = tenant.map(Tenant::id);
        if (!id.equals(shown)) {
            shown = id;
            detail.show(id);
            tasks.show(id);
            filters.reset();
            events.clear();
            look();
        } else if (opens != canOpen) {
            events.readAnew();
            detail.readAnew();
        }
        canOpen = opens;
    }

    private void look() {
        shown.ifPresentOrElse(id -> events.look(id, filters.filter()), events::clear);
    }

    /** There is something new to be said of the list. */
    private void told(EventList.News news) {
        chart.show(news.summary().chart());
        filters.offer(news.summary());
        int matching = news.matching();
        boolean all = filters.filter().equals(AuditFilter.ALL);
        fresh.setVisible(news.fresh() > 0);
        fresh.setText(texts.get("audit.new", news.fresh()));
        placeholderClear.setVisible(news.state() == EventList.State.READ && !all);
        switch (news.state()) {
            case READING -> {
                count.setText("");
                placeholder.setText(
                        news.why().isEmpty() ? texts.get("audit.reading") : texts.get("audit.reading.how", news.why()));
            }
            case READ -> {
                count.setText(counted(news, matching, all));
                placeholder.setText(texts.get(all ? "audit.none" : "audit.none-match"));
            }
            case LOST -> {
                String why = news.why().isEmpty() ? texts.get("contact.none") : news.why();
                count.setText(matching == 0 ? "" : texts.get("audit.lost.count", matching));
                placeholder.setText(texts.get("audit.lost", why));
            }
        }
        detail.look();
    }

    private String counted(EventList.News news, int matching, boolean all) {
        String counted = countedAlone(news, matching, all);
        return all || news.summary().unnamed() == 0
                ? counted
                : texts.get("audit.count.unnamed", counted, news.summary().unnamed());
    }

    private String countedAlone(EventList.News news, int matching, boolean all) {
        if (news.summary().first() > 1) {
            return texts.get("audit.count.newest", matching, news.summary().first());
        }
        return all
                ? texts.get("audit.count.all", matching)
                : texts.get("audit.count.some", matching, news.summary().total());
    }

    /** Asks for files by {@code choice} from now on, and not by the desktop's dialogs. */
    public void choose(FileChoice choice) {
        tasks.choose(choice);
    }

    /** Returns how many pages of events are in memory. */
    public int pagesKept() {
        return events.pagesKept();
    }

    /** Follows nothing any more, until another tenant is selected. */
    @Override
    public void close() {
        shown = Optional.empty();
        events.close();
        detail.show(Optional.empty());
        tasks.cancel();
    }
}
