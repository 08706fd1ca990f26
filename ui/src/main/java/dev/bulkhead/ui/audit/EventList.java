package dev.bulkhead.ui.audit;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.link.AuditDesk;
import dev.bulkhead.ui.link.AuditIndex;
import dev.bulkhead.ui.link.AuditPages;
import dev.bulkhead.ui.model.AuditFilter;
import dev.bulkhead.ui.model.AuditSummary;
import dev.bulkhead.ui.model.RowSet;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the table at what a filter leaves of one tenant's audit. At the top, what is new comes in by itself; to who has scrolled
 * away it is said, and nothing moves below their eyes. JavaFX thread.
 */
final class EventList implements AutoCloseable {
    private final AuditDesk desk;
    private final AuditTable table;
    private final ZoneId zone;
    private final Consumer<News> told;
    private Optional<TenantId> tenant = Optional.empty();
    private Optional<AuditIndex> index = Optional.empty();
    private Optional<AuditPages> pages = Optional.empty();
    private PagedRows rows = none();
    private Optional<RowSet> held = Optional.empty();
    private AuditSummary summary = AuditSummary.EMPTY;
    private boolean another = true;

    /** Whether what is shown is what there is. */
    enum State {
        READING,
        READ,
        LOST
    }

    /**
     * What is to be said of the list.
     *
     * @param matching how many events the filter leaves
     * @param fresh how many of them are not in the table yet
     * @param why what is being read, or why nothing more comes; in the supervisor's words, may be empty
     */
    record News(State state, AuditSummary summary, int matching, int fresh, String why) {}

    EventList(AuditDesk desk, AuditTable table, ZoneId zone, Consumer<News> told) {
        this.desk = desk;
        this.table = table;
        this.zone = zone;
        this.told = told;
    }

    private static PagedRows none() {
        return new PagedRows(RowSet.EMPTY, (places, brought, dropped) -> {});
    }

    /** Shows what {@code filter} leaves of the audit of {@code now}; until that is known, what was shown stays. */
    void look(TenantId now, AuditFilter filter) {
        index.ifPresent(AuditIndex::close);
        if (!tenant.equals(Optional.of(now))) {
            clear();
            tenant = Optional.of(now);
            pages = Optional.of(desk.pages(now));
        }
        another = true;
        index = Optional.of(desk.index(now, filter, zone, new Arriving()));
        if (rows.isEmpty()) {
            say(State.READING, "");
        }
    }

    /** Shows nothing. */
    void clear() {
        close();
        tenant = Optional.empty();
        summary = AuditSummary.EMPTY;
        swap(RowSet.EMPTY);
        say(State.READING, "");
    }

    private void say(State state, String why) {
        RowSet all = held.orElse(rows.rows());
        int fresh = held.map(now -> now.newerThan(rows.rows().newest())).orElse(0);
        told.accept(new News(state, summary, all.size(), fresh, why));
    }

    /** What was read may be read otherwise now: somebody has signed in or out. */
    void readAnew() {
        rows.forgetAll();
        table.refresh();
    }

    void goToTheNewest() {
        held.ifPresent(this::take);
        table.scrollTo(0);
        say(State.READ, "");
    }

    int pagesKept() {
        return rows.pagesKept();
    }

    private void take(RowSet now) {
        held = Optional.empty();
        if (!rows.grow(now)) {
            swap(now);
        }
    }

    /** Another list: the selected event stays selected where it is in it. */
    private void swap(RowSet now) {
        held = Optional.empty();
        long selected = Optional.ofNullable(table.getSelectionModel().getSelectedItem())
                .map(RowSlot::seq)
                .orElse(-1L);
        // Beyond the end of a shorter list the table would look for cells that there are not.
        table.scrollTo(0);
        table.getSelectionModel().clearSelection();
        Optional<AuditPages> source = pages;
        rows = new PagedRows(
                now, (places, brought, dropped) -> source.ifPresent(from -> from.want(places, brought, dropped)));
        table.setItems(rows);
        int again = now.indexOf(selected);
        if (again >= 0) {
            table.getSelectionModel().select(again);
        }
    }

    private final class Arriving implements AuditIndex.Sink {
        @Override
        public void reading(String what) {
            if (another) {
                say(State.READING, what);
            }
        }

        @Override
        public void found(RowSet now, AuditSummary its) {
            summary = its;
            if (another) {
                another = false;
                swap(now);
            } else if (table.isAtTheTop() || rows.isEmpty()) {
                boolean wasAtTheTop = !rows.isEmpty();
                take(now);
                if (wasAtTheTop) {
                    table.scrollTo(0);
                }
            } else {
                held = Optional.of(now);
            }
            say(State.READ, "");
        }

        @Override
        public void lost(String why) {
            another = true;
            say(State.LOST, why);
        }
    }

    @Override
    public void close() {
        index.ifPresent(AuditIndex::close);
        pages.ifPresent(AuditPages::close);
        index = Optional.empty();
        pages = Optional.empty();
    }
}
