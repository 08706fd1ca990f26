package dev.bulkhead.daemon.review;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One look through a {@link StreamIndex}: the names are asked first, each once, then a row costs some lookups by number: ten
 * milliseconds or so for a million rows. One thread.
 */
final class Search {
    /** A list to choose from ends somewhere; what is not in it can be typed. */
    private static final int MOST_CHOICES = 200;

    private final StreamIndex index;
    private final ReviewFilter filter;
    private final boolean[] tools;
    private final boolean[] whos;
    private final boolean[] whats;
    private final List<Word> words = new ArrayList<>();

    /** Where one word of the text stands. */
    private record Word(boolean[] tools, boolean[] whos, boolean[] whats) {}

    Search(StreamIndex index, ReviewFilter filter) {
        this.index = index;
        this.filter = filter;
        this.tools = index.tools.matching(filter::tool);
        this.whos = index.whos.matching(who -> filter.who(who.session(), who.peer()));
        this.whats = index.whats.matching(what -> filter.what(what.type(), what.status()));
        // What is not named is found by who asks for no name.
        tools[Names.LEFT_OUT] = filter.tool() == null && filter.toolPart() == null && filter.server() == null;
        whos[Names.LEFT_OUT] = filter.session() == null && filter.host() == null;
        whats[Names.LEFT_OUT] = filter.types().isEmpty() && filter.status() == null;
        for (String word : filter.words()) {
            words.add(new Word(
                    index.tools.matching(tool -> ReviewFilter.contains(tool, word)),
                    index.whos.matching(who ->
                            ReviewFilter.contains(who.session(), word) || ReviewFilter.contains(who.peer(), word)),
                    index.whats.matching(what ->
                            ReviewFilter.contains(what.type(), word) || ReviewFilter.contains(what.status(), word))));
        }
    }

    Found run(Chart.Wanted wanted) {
        BitSet rows = rows();
        int matching = rows.cardinality();
        Set<String> sessions = new HashSet<>();
        index.whos.forEach((who, count) -> sessions.add(who.session()));
        sessions.remove("");
        return new Found(
                index.stamp,
                index.first(),
                rows,
                matching,
                index.size() - index.folded.cardinality(),
                index.head(),
                index.unnamed(),
                sessions.size(),
                chart(rows, wanted),
                choices());
    }

    private BitSet rows() {
        BitSet rows = new BitSet(index.size());
        long since = filter.since() == null ? Long.MIN_VALUE : filter.since().toEpochMilli();
        long until = filter.until() == null ? Long.MAX_VALUE : filter.until().toEpochMilli();
        for (int from = 0; from < index.size(); from += StreamIndex.Block.ROWS) {
            StreamIndex.Block block = index.blocks.get(from / StreamIndex.Block.ROWS);
            int count = Math.min(StreamIndex.Block.ROWS, index.size() - from);
            for (int i = 0; i < count; i++) {
                if (tools[block.tool[i]]
                        && whos[block.who[i]]
                        && whats[block.what[i]]
                        && block.time[i] >= since
                        && block.time[i] < until
                        && hasWords(block, i)) {
                    rows.set(from + i);
                }
            }
        }
        rows.andNot(index.folded);
        return rows;
    }

    private boolean hasWords(StreamIndex.Block block, int i) {
        for (Word word : words) {
            if (!word.tools[block.tool[i]] && !word.whos[block.who[i]] && !word.whats[block.what[i]]) {
                return false;
            }
        }
        return true;
    }

    /** Over the span that is asked for, and where it has no end that of the rows. */
    private Chart chart(BitSet rows, Chart.Wanted wanted) {
        if (rows.isEmpty()) {
            return Chart.EMPTY;
        }
        long oldest = Long.MAX_VALUE;
        long newest = Long.MIN_VALUE;
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            oldest = Math.min(oldest, index.time(row));
            newest = Math.max(newest, index.time(row));
        }
        Chart chart = Chart.over(
                filter.since() == null ? oldest : filter.since().toEpochMilli(),
                filter.until() == null ? newest + 1 : filter.until().toEpochMilli(),
                wanted);
        Map<Integer, int[]> byWhat = new HashMap<>();
        index.whats.forEach((what, count) -> byWhat.put(index.whats.number(what), chart.of(what.status())));
        int[][] counts =
                new int[byWhat.keySet().stream().mapToInt(each -> each).max().orElse(0) + 1][];
        byWhat.forEach((number, column) -> counts[number] = column);
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            int what = index.what(row);
            int bucket = chart.bucket(index.time(row));
            if (bucket >= 0 && what < counts.length && counts[what] != null) {
                counts[what][bucket]++;
            }
        }
        chart.counts().values().removeIf(column -> {
            for (int count : column) {
                if (count > 0) {
                    return false;
                }
            }
            return true;
        });
        return chart;
    }

    private Found.Choices choices() {
        Map<String, Long> tools = new HashMap<>();
        Map<String, Long> servers = new HashMap<>();
        Map<String, Long> hosts = new HashMap<>();
        Map<String, Long> types = new HashMap<>();
        Map<String, Long> statuses = new HashMap<>();
        index.tools.forEach((tool, rows) -> {
            if (!tool.isEmpty()) {
                tools.merge(tool, (long) rows, Long::sum);
                servers.merge(ReviewFilter.server(tool), (long) rows, Long::sum);
            }
        });
        index.whos.forEach((who, rows) -> hosts.merge(ReviewFilter.host(who.peer()), (long) rows, Long::sum));
        hosts.remove("");
        index.whats.forEach((what, rows) -> {
            types.merge(what.type(), (long) rows, Long::sum);
            statuses.merge(what.status(), (long) rows, Long::sum);
        });
        return new Found.Choices(most(tools), most(servers), most(hosts), most(types), most(statuses));
    }

    private static List<Found.Counted> most(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_CHOICES)
                .map(each -> new Found.Counted(each.getKey(), each.getValue()))
                .toList();
    }
}
