package dev.bulkhead.daemon.review;

import dev.bulkhead.daemon.audit.ClearRows;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one stream by what one looks for them: 18 bytes a row, and each name once. The start of a call is folded away once
 * its end is there. One thread at a time.
 */
final class StreamIndex {
    /** Older rows of a longer stream are left to {@code audit list}. 54 MB. */
    static final int MOST_ROWS = 3_000_000;

    /** A name costs about a hundred bytes besides its letters: at most some 40 MB for all names of a stream. */
    private static final int MOST_NAMES = 100_000;

    private static final long MOST_CHARS = 8L << 20;

    /** Numbers of a type and a status are kept in two bytes. */
    private static final int MOST_WHATS = 1_000;

    /** Starts whose end may still come. More are kept as open ones. */
    private static final int MOST_OPEN = 50_000;

    private static final long TELL_EVERY = 5_000;
    private static final String STARTED = EventType.TOOL_CALL_STARTED.wireName();
    private static final String ENDED = EventType.TOOL_CALL.wireName();

    record What(String type, String status) {}

    /** @param session "" for none, as {@code peer} */
    record Who(String session, String peer) {}

    /** A part of the columns, so that a growing stream copies nothing. */
    static final class Block {
        static final int ROWS = 1 << 14;

        final long[] time = new long[ROWS];
        final int[] tool = new int[ROWS];
        final int[] who = new int[ROWS];
        final short[] what = new short[ROWS];
    }

    private final ClearRows reader;
    private final TenantId tenant;
    private final int mostRows;

    /** Tells one building of an index from another, whose rows may be others. */
    final long stamp;

    final List<Block> blocks = new ArrayList<>();
    final Names<String> tools = new Names<>(MOST_NAMES, MOST_CHARS, String::length);
    final Names<Who> whos = new Names<>(
            MOST_NAMES, MOST_CHARS, who -> who.session().length() + who.peer().length());
    final Names<What> whats = new Names<>(
            MOST_WHATS, MOST_CHARS, what -> what.type().length() + what.status().length());
    final BitSet folded = new BitSet();
    private final Map<String, Integer> open = new LinkedHashMap<>();
    private ClearRows.Mark mark = ClearRows.Mark.NONE;
    private long first = 1;
    private int size;
    private long unnamed;

    StreamIndex(ClearRows reader, TenantId tenant, int mostRows, long stamp) {
        this.reader = reader;
        this.tenant = tenant;
        this.mostRows = mostRows;
        this.stamp = stamp;
    }

    /**
     * Adds the rows that came since the last time.
     *
     * @return false where the stream is another one than before, or this is full: then it is of no use any more
     */
    boolean update(StreamIndexes.Progress progress) throws IOException {
        long newest = reader.newest(tenant);
        long behind = size == 0 ? Math.max(0, newest - mostRows) : head();
        // A quarter more than what is read first: a full one is read anew now and then, not with each row.
        if (size > mostRows / 4 * 5) {
            return false;
        }
        Optional<ClearRows.Mark> now =
                reader.read(tenant, mark, behind, (seq, time, type, tool, status, session, peer, callId) -> {
                    add(seq, time, type, tool, status, session, peer, callId);
                    if (size % TELL_EVERY == 0) {
                        progress.rows(size, newest - first + 1);
                    }
                });
        now.ifPresent(known -> mark = known);
        return now.isPresent();
    }

    private void add(
            long seq,
            long time,
            String type,
            @Nullable String tool,
            String status,
            @Nullable String session,
            @Nullable String peer,
            @Nullable String callId)
            throws IOException {
        if (size == 0) {
            first = seq;
        }
        if (seq < first + size) {
            return;
        }
        missing(seq);
        Block block = room();
        int at = size % Block.ROWS;
        block.time[at] = time;
        block.tool[at] = tools.number(ReviewFilter.orEmpty(tool));
        block.who[at] = whos.number(new Who(ReviewFilter.orEmpty(session), ReviewFilter.orEmpty(peer)));
        block.what[at] = (short) whats.number(new What(type, status));
        count(block, at, 1);
        if (callId != null) {
            fold(type, callId);
        }
        size++;
    }

    /** A stream that is broken has to be readable: rows that are gone are places where nothing is shown. */
    private void missing(long next) throws IOException {
        if (next - (first + size) > mostRows) {
            throw new IOException("the audit of tenant '" + tenant + "' lacks the rows from " + (first + size) + " to "
                    + (next - 1) + ": run: bulkhead audit verify " + tenant);
        }
        while (first + size < next) {
            room();
            folded.set(size);
            size++;
        }
    }

    private Block room() {
        if (size % Block.ROWS == 0) {
            blocks.add(new Block());
        }
        return blocks.getLast();
    }

    private void fold(String type, String callId) {
        if (type.equals(STARTED)) {
            open.put(callId, size);
            if (open.size() > MOST_OPEN) {
                open.remove(open.keySet().iterator().next());
            }
        } else if (type.equals(ENDED)) {
            Integer start = open.remove(callId);
            if (start != null) {
                folded.set(start);
                count(blocks.get(start / Block.ROWS), start % Block.ROWS, -1);
            }
        }
    }

    private void count(Block block, int at, int more) {
        tools.count(block.tool[at], more);
        whos.count(block.who[at], more);
        whats.count(block.what[at], more);
        if (block.tool[at] == Names.LEFT_OUT || block.who[at] == Names.LEFT_OUT || block.what[at] == Names.LEFT_OUT) {
            unnamed += more;
        }
    }

    /** Returns the oldest row that is here. */
    long first() {
        return first;
    }

    /** Returns the newest one. */
    long head() {
        return size == 0 ? mark.last().seq() : first + size - 1;
    }

    int size() {
        return size;
    }

    /** Returns how many rows are here whose names are not all known. */
    long unnamed() {
        return unnamed;
    }

    long time(int row) {
        return blocks.get(row / Block.ROWS).time[row % Block.ROWS];
    }

    int what(int row) {
        return blocks.get(row / Block.ROWS).what[row % Block.ROWS];
    }
}
