package dev.bulkhead.tenantserver.lane;

import java.util.ArrayDeque;

/** Work that waits for a thread, in its order, and whether it is enough by number or by bytes. Its lane's lock guards it. */
final class Backlog {
    private static final int MOST = 64;
    private static final int MOST_BYTES = 1024 * 1024;

    private final ArrayDeque<Work> works = new ArrayDeque<>();
    private long bytes;

    void add(Work work) {
        works.add(work);
        bytes += work.size();
    }

    Work remove() {
        Work work = works.remove();
        bytes -= work.size();
        return work;
    }

    void clear() {
        works.clear();
        bytes = 0;
    }

    boolean isEmpty() {
        return works.isEmpty();
    }

    /** Whether no more should be added; a single one never fills it, however large. */
    boolean isFull() {
        return !works.isEmpty() && (works.size() >= MOST || bytes >= MOST_BYTES);
    }
}
