package dev.bulkhead.daemon.review;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Numbers for what comes again and again, and how many rows each has. Bounded: what comes when it is full has the number
 * {@link #LEFT_OUT}, for tools' names come from hosts, and one that makes up a new one for each call must not fill the memory.
 * One thread at a time.
 */
final class Names<K> {
    static final int LEFT_OUT = 0;

    private final int most;
    private final ToIntFunction<K> chars;
    private final Map<K, Integer> numbers = new HashMap<>();
    private final List<K> all = new ArrayList<>();
    private int[] rows = new int[16];
    private long charsLeft;

    /**
     * @param most names
     * @param mostChars of all names together
     * @param chars how many a name has
     */
    Names(int most, long mostChars, ToIntFunction<K> chars) {
        this.most = most;
        this.charsLeft = mostChars;
        this.chars = chars;
    }

    /** Returns the number of {@code name}, a new one where it has none and there is room. */
    int number(K name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        int length = chars.applyAsInt(name);
        if (all.size() >= most || length > charsLeft) {
            return LEFT_OUT;
        }
        charsLeft -= length;
        all.add(name);
        numbers.put(name, all.size());
        return all.size();
    }

    /** One row more of this number is shown, or {@code -1}: one less. */
    void count(int number, int more) {
        if (number >= rows.length) {
            rows = Arrays.copyOf(rows, Math.max(number + 1, rows.length * 2));
        }
        rows[number] += more;
    }

    /** Returns how many rows have a name that was left out. */
    int leftOut() {
        return rows[LEFT_OUT];
    }

    /** Returns, for each number, whether {@code wanted} holds of its name; of those that were left out nothing is known. */
    boolean[] matching(Predicate<K> wanted) {
        boolean[] matching = new boolean[all.size() + 1];
        for (int i = 0; i < all.size(); i++) {
            matching[i + 1] = wanted.test(all.get(i));
        }
        return matching;
    }

    /** Hands out each name that has rows, and how many. */
    void forEach(ObjIntConsumer<K> reader) {
        for (int i = 0; i < all.size(); i++) {
            if (i + 1 < rows.length && rows[i + 1] > 0) {
                reader.accept(all.get(i), rows[i + 1]);
            }
        }
    }
}
