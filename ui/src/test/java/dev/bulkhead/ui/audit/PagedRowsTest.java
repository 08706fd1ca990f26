package dev.bulkhead.ui.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.model.AuditRow;
import dev.bulkhead.ui.model.EventStatus;
import dev.bulkhead.ui.model.RowSet;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class PagedRowsTest {
    private final Deque<Runnable> asked = new ArrayDeque<>();
    private int requests;

    private void want(List<Long> places, Consumer<List<AuditRow>> brought, Runnable dropped) {
        requests++;
        asked.add(() -> brought.accept(places.stream().map(PagedRowsTest::row).toList()));
    }

    private static AuditRow row(long seq) {
        return new AuditRow(
                new AuditEvent(
                        seq,
                        Instant.EPOCH,
                        "tool_call",
                        "tool-" + seq,
                        EventStatus.SUCCESS,
                        OptionalDouble.empty(),
                        "",
                        ""),
                "",
                false,
                false);
    }

    private void bring() {
        while (!asked.isEmpty()) {
            asked.remove().run();
        }
    }

    private static RowSet upTo(int newest) {
        RowSet.Changing change = RowSet.EMPTY.change();
        for (int place = 1; place <= newest; place++) {
            change.add(place, new byte[] {1});
        }
        return change.done();
    }

    @Test
    void whatIsLookedAtIsAskedForOnceAndThenThere() {
        PagedRows rows = new PagedRows(upTo(1_000), this::want);
        assertThat(rows.get(500).row()).isEmpty();
        assertThat(rows.get(501).row()).isEmpty();
        assertThat(requests).isEqualTo(1);
        List<Integer> updated = new ArrayList<>();
        rows.addListener((ListChangeListener<RowSlot>) change -> {
            while (change.next()) {
                assertThat(change.wasUpdated()).isTrue();
                for (int i = change.getFrom(); i < change.getTo(); i++) {
                    updated.add(i);
                }
            }
        });
        bring();
        assertThat(updated).hasSize(PagedRows.PAGE).contains(500, 501);
        assertThat(rows.get(500).row().orElseThrow().event().seq()).isEqualTo(500);
        assertThat(requests).isEqualTo(1);
    }

    @Test
    void noMoreThanThirtyTwoPagesAreKept() {
        PagedRows rows = new PagedRows(upTo(100_000), this::want);
        for (int i = 0; i < 100_000; i += PagedRows.PAGE) {
            rows.get(i);
            bring();
        }
        assertThat(rows.pagesKept()).isEqualTo(PagedRows.MOST_PAGES);
    }

    /** Whatever comes and goes, who follows each change has the list that is there. */
    @Property(tries = 100)
    void whoFollowsTheChangesHasTheList(@ForAll Random random) {
        PagedRows rows = new PagedRows(upTo(300), this::want);
        List<Long> followed = new ArrayList<>(seqs(rows));
        rows.addListener((ListChangeListener<RowSlot>) change -> {
            while (change.next()) {
                if (!change.wasUpdated()) {
                    for (int i = 0; i < change.getRemovedSize(); i++) {
                        followed.remove(change.getFrom());
                    }
                    for (int i = change.getFrom(); i < change.getTo(); i++) {
                        followed.add(i, change.getList().get(i).seq());
                    }
                }
            }
        });
        long newest = 300;
        for (int step = 0; step < 12; step++) {
            RowSet.Changing change = rows.rows().change();
            for (int i = random.nextInt(5); i > 0; i--) {
                change.remove(rows.rows().at(random.nextInt(40)), new byte[] {1});
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                change.add(++newest, new byte[] {1});
            }
            RowSet now = change.done();
            rows.get(random.nextInt(rows.size()));
            assertThat(rows.grow(now)).isTrue();
            if (random.nextBoolean()) {
                bring();
            }
            assertThat(seqs(rows)).isEqualTo(followed);
            assertThat(followed).hasSize(now.size());
            for (int i = 0; i < now.size(); i++) {
                RowSlot slot = rows.get(i);
                assertThat(slot.seq()).isEqualTo(now.at(i));
                slot.row().ifPresent(row -> assertThat(row.event().seq()).isEqualTo(slot.seq()));
            }
        }
        bring();
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i);
            bring();
            assertThat(rows.get(i).row()).isPresent();
        }
    }

    @Test
    void anotherListIsNoGrowthOfThisOne() {
        PagedRows rows = new PagedRows(upTo(300), this::want);
        RowSet.Changing many = upTo(400).change();
        for (int place = 1; place <= 200; place++) {
            many.remove(place, new byte[] {1});
        }
        assertThat(rows.grow(many.done())).isFalse();
        assertThat(rows).hasSize(300);
        RowSet.Changing older = upTo(300).change();
        older.remove(7, new byte[] {1});
        PagedRows without = new PagedRows(older.done(), this::want);
        assertThat(without.grow(upTo(301))).isFalse();
    }

    private static List<Long> seqs(PagedRows rows) {
        List<Long> seqs = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            seqs.add(rows.rows().at(i));
        }
        return seqs;
    }
}
