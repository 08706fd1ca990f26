package dev.bulkhead.daemon.limits;

import dev.bulkhead.daemon.tenant.TenantSettings;

/**
 * What one sandbox may use.
 *
 * @param memory bytes, of each process and of all together
 * @param processes threads included
 * @param file bytes of the largest file
 * @param processors in the long run, as in 0.5
 * @param excess what happens to who uses more of them
 */
record Bounds(long memory, int processes, long file, double processors, Excess excess) {
    /** What happens to a sandbox that uses more processor time than it may. */
    enum Excess {
        /** It is stopped and let go on. */
        SLOWED,
        /** So it is, and from then on it runs only when nothing else wants to, which an ordinary user cannot take back. */
        SLOWED_AND_IDLE
    }

    /** What a JVM has beside its heap: code, classes, stacks. */
    private static final long BESIDE_THE_HEAP = 256L << 20;

    /** Each session has a few; the kernel counts threads as processes. */
    private static final int THREADS_OF_A_SERVER = 512;

    /** The same, for where the kernel itself holds the processors. */
    Bounds withAllProcessors() {
        return new Bounds(memory, processes, file, Double.MAX_VALUE / 4, excess);
    }

    /** Of a program of others. */
    static Bounds ofProgram(TenantSettings.Sandbox may) {
        return new Bounds(may.memory(), may.processes(), may.disk(), may.cpu(), Excess.SLOWED_AND_IDLE);
    }

    /** Of a tenant server, whose heap is bounded by itself. */
    static Bounds ofServer(TenantSettings.Sandbox may) {
        return new Bounds(
                may.memory() + BESIDE_THE_HEAP,
                may.processes() + THREADS_OF_A_SERVER,
                may.disk(),
                may.cpu(),
                Excess.SLOWED);
    }
}
