package dev.bulkhead.tenantserver.lane;

import java.util.Arrays;

/**
 * Cuts chunks of bytes into lines. A line that lies inside one chunk is not copied. One thread at a time.
 *
 * <p>A line may be as long as the bound, without its line feed. A longer one, or one for which there is no memory, is reported once and left out; the line after it
 * is read as usual.
 */
public final class LineReader {
    private static final byte[] NOTHING = {};

    /** What {@link #next} came to. */
    public enum Found {
        LINE,
        TOO_LONG,
        NEEDS_MORE
    }

    private final int longest;
    private byte[] chunk = NOTHING;
    private int at;

    private byte[] held = NOTHING;
    private int heldLength;
    private boolean skipping;

    private byte[] line = NOTHING;
    private int from;
    private int to;

    public LineReader(int longest) {
        this.longest = longest;
    }

    /** Takes over {@code next}, once {@link #next()} needs more. */
    public void feed(byte[] next) {
        chunk = next;
        at = 0;
    }

    /** Whether bytes are left that {@link #next()} has not looked at. */
    public boolean hasRest() {
        return at < chunk.length;
    }

    /** Goes to the next line, if there is one in what was fed. */
    public Found next() {
        while (at < chunk.length) {
            int start = at;
            int end = lineFeed(start);
            if (end == chunk.length) {
                at = end;
                return hold(start, end);
            }
            at = end + 1;
            if (skipping) {
                skipping = false;
                continue;
            }
            if (heldLength + end - start > longest) {
                drop();
                return Found.TOO_LONG;
            }
            return take(start, end);
        }
        chunk = NOTHING;
        at = 0;
        return Found.NEEDS_MORE;
    }

    private int lineFeed(int start) {
        int i = start;
        while (i < chunk.length && chunk[i] != '\n') {
            i++;
        }
        return i;
    }

    private Found hold(int start, int end) {
        if (skipping) {
            return Found.NEEDS_MORE;
        }
        if (heldLength + end - start > longest) {
            drop();
            skipping = true;
            return Found.TOO_LONG;
        }
        if (!append(start, end)) {
            skipping = true;
            return Found.TOO_LONG;
        }
        return Found.NEEDS_MORE;
    }

    private Found take(int start, int end) {
        if (heldLength == 0) {
            line = chunk;
            from = start;
            to = end;
            return Found.LINE;
        }
        if (!append(start, end)) {
            return Found.TOO_LONG;
        }
        line = held;
        from = 0;
        to = heldLength;
        drop();
        return Found.LINE;
    }

    /** Returns false, and drops the line, when there is no memory for it. */
    private boolean append(int start, int end) {
        int wanted = heldLength + end - start;
        try {
            if (wanted > held.length) {
                held = Arrays.copyOf(held, (int) Math.min(longest, Math.max(wanted, 2L * held.length)));
            }
        } catch (OutOfMemoryError e) {
            drop();
            return false;
        }
        System.arraycopy(chunk, start, held, heldLength, end - start);
        heldLength = wanted;
        return true;
    }

    private void drop() {
        held = NOTHING;
        heldLength = 0;
    }

    /** The array that the line lies in, from {@link #from} to {@link #to}: nobody changes it any more. */
    public byte[] line() {
        return line;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    /** Lets go of the line: whoever works on it keeps what is needed. */
    public void forget() {
        line = NOTHING;
        if (!hasRest()) {
            chunk = NOTHING;
            at = 0;
        }
    }
}
