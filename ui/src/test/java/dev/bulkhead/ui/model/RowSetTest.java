package dev.bulkhead.ui.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class RowSetTest {
    @Property(tries = 200)
    void isTheListOfItsPlacesTheNewestFirst(
            @ForAll @Size(max = 300) List<@IntRange(min = 1, max = 1_000) Integer> places,
            @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 1_000) Integer> gone,
            @ForAll @IntRange(min = 0, max = 200) int from) {
        TreeSet<Long> expected = new TreeSet<>();
        RowSet.Changing change = RowSet.EMPTY.change();
        BitSet bits = new BitSet();
        places.forEach(place -> {
            bits.set(place);
            expected.add((long) place + from);
        });
        change.add(from, bits.toByteArray());
        gone.forEach(place -> {
            change.remove(place, new byte[] {1});
            expected.remove((long) place);
        });
        RowSet rows = change.done();

        List<Long> newestFirst = List.copyOf(expected.descendingSet());
        assertThat(rows.size()).isEqualTo(newestFirst.size());
        assertThat(rows.newest()).isEqualTo(newestFirst.isEmpty() ? 0 : newestFirst.getFirst());
        for (int i = 0; i < newestFirst.size(); i++) {
            assertThat(rows.at(i)).isEqualTo(newestFirst.get(i));
        }
        for (long place = -1; place < 1_300; place++) {
            assertThat(rows.indexOf(place)).isEqualTo(newestFirst.indexOf(place));
            assertThat(rows.contains(place)).isEqualTo(expected.contains(place));
            assertThat(rows.newerThan(place))
                    .isEqualTo(expected.tailSet(place, false).size());
        }
        assertThatThrownBy(() -> rows.at(rows.size())).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
