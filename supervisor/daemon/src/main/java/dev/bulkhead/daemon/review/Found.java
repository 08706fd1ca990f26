package dev.bulkhead.daemon.review;

import java.util.BitSet;
import java.util.List;

/**
 * What a filter leaves of a stream, as it was at one moment.
 *
 * @param stamp another one where the stream was read anew: then no two rows can be compared
 * @param first the oldest row that was looked at: older ones are in the stream alone
 * @param rows bit {@code i} stands for the row {@code first + i}
 * @param matching how many that are
 * @param total how many there are without the filter; the start of a call that has its end counts with it
 * @param head the newest row
 * @param unnamed rows of which some name was left out, since there are too many: no filter by name finds them
 * @param sessions how many sessions there are
 */
public record Found(
        long stamp,
        long first,
        BitSet rows,
        long matching,
        long total,
        long head,
        long unnamed,
        int sessions,
        Chart chart,
        Choices choices) {

    /** A name and how many rows have it. */
    public record Counted(String name, long rows) {}

    /** What there is to choose from, whatever the filter: those with most rows, most first. */
    public record Choices(
            List<Counted> tools,
            List<Counted> servers,
            List<Counted> hosts,
            List<Counted> types,
            List<Counted> statuses) {}

    /** Returns the rows that are here and not in {@code other}, which has the same stamp. */
    public BitSet without(Found other) {
        BitSet more = (BitSet) rows.clone();
        more.andNot(other.rows);
        return more;
    }
}
