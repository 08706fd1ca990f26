package dev.bulkhead.protocol.local;

/**
 * Gives back to the system what large messages made this JVM take: with {@code -XX:+UseSerialGC} the heap shrinks at a full
 * collection alone, and a process that has become quiet never has one. So it has one then, as long as that makes the heap smaller. Never
 * while messages pass: a full collection takes tens of milliseconds.
 *
 * <p>One daemon thread, which wakes every few seconds and otherwise costs nothing.
 */
public final class IdleHeap {
    private static final long MIB = 1024 * 1024;
    private static final long LOOK_MILLIS = 3_000;
    /** What may have been allocated between two looks for it to count as quiet. */
    private static final long QUIET = 2 * MIB;

    private final long small;
    private long usedBefore = Long.MAX_VALUE;
    private long sizeAfter;

    IdleHeap(long small) {
        this.small = small;
    }

    /**
     * Begins to look after this JVM's heap, until it ends.
     *
     * @param small bytes up to which a heap is left as it is
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
        boolean quiet = used >= usedBefore && used - usedBefore < QUIET;
        usedBefore = used;
        if (quiet && size > small && size > sizeAfter) {
            System.gc();
            sizeAfter = runtime.totalMemory();
            usedBefore = sizeAfter - runtime.freeMemory();
        }
    }
}
