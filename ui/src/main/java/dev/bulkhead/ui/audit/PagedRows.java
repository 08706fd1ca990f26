package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditRow;
import dev.bulkhead.ui.model.RowSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javafx.collections.ObservableListBase;
import org.jspecify.annotations.Nullable;

/**
 * The events that a filter leaves, the newest first, of which those are in memory that were looked at last: 32 pages of 128. What
 * is not there is asked for by looking at it, and shown when it comes. JavaFX thread.
 *
 * <p>Pages are counted from the oldest event on, so that a new one changes the newest page alone.
 */
final class PagedRows extends ObservableListBase<RowSlot> {
    static final int PAGE = 128;
    static final int MOST_PAGES = 32;

    /** More that are gone at once than this are another list. */
    private static final int MOST_SINGLE = 64;

    /** Brings pages; as {@link dev.bulkhead.ui.link.AuditPages#want}. */
    interface Source {
        void want(List<Long> places, Consumer<List<AuditRow>> brought, Runnable dropped);
    }

    private final Source source;
    private RowSet rows;
    private final Map<Integer, Map<Long, AuditRow>> pages = new LinkedHashMap<>(MOST_PAGES * 2, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Map<Long, AuditRow>> eldest) {
            return size() > MOST_PAGES;
        }
    };
    private final Set<Integer> asked = new HashSet<>();

    PagedRows(RowSet rows, Source source) {
        this.rows = rows;
        this.source = source;
    }

    /** Which events these are. */
    RowSet rows() {
        return rows;
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public RowSlot get(int index) {
        long seq = rows.at(index);
        int page = page(index);
        @Nullable Map<Long, AuditRow> there = pages.get(page);
        if (there != null && there.containsKey(seq)) {
            return new RowSlot(seq, Optional.of(there.get(seq)));
        }
        ask(page);
        return new RowSlot(seq, Optional.empty());
    }

    private int page(int index) {
        return (rows.size() - 1 - index) / PAGE;
    }

    private void ask(int page) {
        if (!asked.add(page)) {
            return;
        }
        List<Long> places = new ArrayList<>(PAGE);
        for (int rank = page * PAGE; rank < Math.min(rows.size(), (page + 1) * PAGE); rank++) {
            places.add(rows.at(rows.size() - 1 - rank));
        }
        source.want(places, brought -> took(page, brought), () -> {
            asked.remove(page);
            // Whoever is in sight asks again.
            updated(page);
        });
    }

    private void took(int page, List<AuditRow> brought) {
        asked.remove(page);
        Map<Long, AuditRow> there = new HashMap<>();
        brought.forEach(row -> there.put(row.event().seq(), row));
        pages.put(page, there);
        updated(page);
    }

    private void updated(int page) {
        int newest = Math.max(0, rows.size() - (page + 1) * PAGE);
        int oldest = Math.min(rows.size() - 1, rows.size() - 1 - page * PAGE);
        beginChange();
        for (int index = newest; index <= oldest; index++) {
            nextUpdate(index);
        }
        endChange();
    }

    /** Returns how many pages are in memory. */
    int pagesKept() {
        return pages.size();
    }

    /** What was read may be read otherwise now: somebody has signed in or out. */
    void forgetAll() {
        pages.clear();
    }

    /**
     * Takes over what there is now, where that is this with some events more and a few less; what stays keeps its place on the screen
     * and in the selection.
     *
     * @return false, and nothing is changed, where it is more than that
     */
    boolean grow(RowSet now) {
        int added = now.newerThan(rows.newest());
        int lost = rows.size() + added - now.size();
        List<Integer> gone = gone(now, lost);
        if (lost < 0 || gone.size() != lost) {
            return false;
        }
        if (lost > 0) {
            remove(gone);
        }
        if (added > 0) {
            beginChange();
            rows = now;
            nextAdd(0, added);
            endChange();
        }
        return true;
    }

    private void remove(List<Integer> indexes) {
        RowSet before = rows;
        RowSet.Changing change = before.change();
        indexes.forEach(index -> change.remove(before.at(index), new byte[] {1}));
        beginChange();
        rows = change.done();
        int removed = 0;
        for (int index : indexes) {
            nextRemove(index - removed, new RowSlot(before.at(index), Optional.empty()));
            removed++;
        }
        endChange();
    }

    /** Finds the few that are gone, from the newest on; none where they are too many, or too far down. */
    private List<Integer> gone(RowSet now, int count) {
        List<Integer> gone = new ArrayList<>();
        if (count > MOST_SINGLE) {
            return gone;
        }
        for (int index = 0; index < Math.min(rows.size(), PAGE * MOST_PAGES) && gone.size() < count; index++) {
            if (!now.contains(rows.at(index))) {
                gone.add(index);
            }
        }
        return gone;
    }

    @Override
    public int indexOf(Object slot) {
        return slot instanceof RowSlot wanted ? rows.indexOf(wanted.seq()) : -1;
    }

    @Override
    public int lastIndexOf(Object slot) {
        return indexOf(slot);
    }

    @Override
    public boolean contains(Object slot) {
        return indexOf(slot) >= 0;
    }
}
