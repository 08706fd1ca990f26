package dev.bulkhead.ui.model;

import java.util.BitSet;

/**
 * Places of rows in a stream, the newest first: which ones a filter leaves. A bit and half a byte a row, so that a million rows are
 * 200 KB and not eight megabytes. Immutable.
 */
public final class RowSet {
    public static final RowSet EMPTY = new RowSet(new long[0]);

    /** Bit {@code p % 64} of word {@code p / 64} is the place {@code p}. */
    private final long[] words;

    /** How many places stand before each word; behind the last one, how many there are. */
    private final int[] before;

    private RowSet(long[] words) {
        this.words = words;
        this.before = new int[words.length + 1];
        for (int i = 0; i < words.length; i++) {
            before[i + 1] = before[i] + Long.bitCount(words[i]);
        }
    }

    public int size() {
        return before[words.length];
    }

    /**
     * Returns the place at {@code index}, 0 for the newest.
     *
     * @throws IndexOutOfBoundsException when there are not so many
     */
    public long at(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("row " + index + " of " + size());
        }
        int rank = size() - 1 - index;
        int low = 0;
        int high = words.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (before[middle] <= rank) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        long word = words[low];
        for (int left = rank - before[low]; left > 0; left--) {
            word &= word - 1;
        }
        return (long) low * Long.SIZE + Long.numberOfTrailingZeros(word);
    }

    /** Returns where {@code place} stands, or -1 where it does not. */
    public int indexOf(long place) {
        return contains(place) ? newerThan(place) : -1;
    }

    public boolean contains(long place) {
        return place >= 0
                && place / Long.SIZE < words.length
                && (words[(int) (place / Long.SIZE)] & (1L << (place % Long.SIZE))) != 0;
    }

    /** Returns how many places are newer than {@code place}, whether that is here or not. */
    public int newerThan(long place) {
        if (place < 0) {
            return size();
        }
        if (place / Long.SIZE >= words.length) {
            return 0;
        }
        int word = (int) (place / Long.SIZE);
        long upTo = words[word] & (-1L >>> (Long.SIZE - 1 - place % Long.SIZE));
        return size() - before[word] - Long.bitCount(upTo);
    }

    /** Returns the newest place, or 0 for none. */
    public long newest() {
        return size() == 0 ? 0 : at(0);
    }

    /** Returns what may be changed without changing this. */
    public Changing change() {
        return new Changing(BitSet.valueOf(words));
    }

    /** A set that is being put together. One thread. */
    public static final class Changing {
        private final BitSet places;

        private Changing(BitSet places) {
            this.places = places;
        }

        /** Bit i of {@code bits}, the lowest of each byte first, is the place {@code from + i}. */
        public void add(long from, byte[] bits) {
            int first = Math.toIntExact(from);
            BitSet.valueOf(bits).stream().forEach(bit -> places.set(first + bit));
        }

        /** Takes places away, given as for {@link #add}. */
        public void remove(long from, byte[] bits) {
            int first = Math.toIntExact(from);
            BitSet.valueOf(bits).stream().forEach(bit -> places.clear(first + bit));
        }

        public RowSet done() {
            return new RowSet(places.toLongArray());
        }
    }
}
