package dev.bulkhead.protocol.line;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The members of one object of a line: keys as text after unescaping, and the spans of their values. Reused from line to line;
 * one thread uses it.
 */
public final class Members {
    /** Most members at a level that is looked into; more is refused. */
    static final int MAX = 256;

    private String[] keys = new String[16];
    private int[] starts = new int[16];
    private int[] lengths = new int[16];
    private byte[] bytes = new byte[0];
    private int count;

    Members() {}

    void reset(byte[] line) {
        bytes = line;
        count = 0;
    }

    /** Adds a member; false when its key is there already. */
    boolean add(String key, int start, int length) {
        for (int i = 0; i < count; i++) {
            if (keys[i].equals(key)) {
                return false;
            }
        }
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        keys[count] = key;
        starts[count] = start;
        lengths[count] = length;
        count++;
        return true;
    }

    public int count() {
        return count;
    }

    /** Returns the value of {@code key}, or null where the object has no such member. */
    public @Nullable Span get(String key) {
        for (int i = 0; i < count; i++) {
            if (keys[i].equals(key)) {
                return new Span(bytes, starts[i], lengths[i]);
            }
        }
        return null;
    }
}
