package dev.bulkhead.protocol.local;

/**
 * Gives back to the system what large messages made this JVM take: with {@code -XX:+UseSerialGC} the heap shrinks at a full
 * collection alone, and a process that has become quiet never has one. So it has one then, as long as that makes the heap smaller. Never
 * while messages pass: a full collection takes tens of milliseconds.
 *
 * <p>One daemon thread, which wakes every few seconds and otherwise costs nothing.
 */
public final class IdleHeap {
    private static final long LOOK_MILLIS = 3_000;

    /** What is alive may have gone since a collection that gained nothing: one is tried again after up to so many looks. */
    private static final int MOST_LOOKS = 64;

    private final long small;

    /** What may have been allocated between two looks for it to count as quiet: watches that never rest take some. */
    private final long quiet;

    private long usedBefore = Long.MAX_VALUE;
    private long sizeAfter;
    private long usedAfter;
    private int looks;
    private int patience = 1;

    IdleHeap(long small) {
        this.small = small;
        this.quiet = small / 4;
    }

    /**
     * Begins to look after this JVM's heap, until it ends.
     *
     * @param small bytes up to which a heap is left as it is; a quarter of them in three seconds still counts as quiet
     */
    public static void watch(long small) {
        IdleHeap heap = new IdleHeap(small);
        Thread thread = new Thread(null, heap::run, "idle-heap", 128 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                look(Runtime.getRuntime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once; the first look only learns what there is. */
    void look(Runtime runtime) {
        long size = runtime.totalMemory();
        long used = size - runtime.freeMemory();
        boolean isQuiet = used >= usedBefore && used - usedBefore < quiet;
        usedBefore = used;
        looks++;
        if (isQuiet && size > small && (size > sizeAfter || usedAfter > small && looks >= patience)) {
            System.gc();
            sizeAfter = runtime.totalMemory();
            usedAfter = sizeAfter - runtime.freeMemory();
            usedBefore = usedAfter;
            patience = sizeAfter < size ? 1 : Math.min(MOST_LOOKS, 2 * patience);
            looks = 0;
        }
    }
}
