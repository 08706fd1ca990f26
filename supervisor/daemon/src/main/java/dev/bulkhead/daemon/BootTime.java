package dev.bulkhead.daemon;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A clock that goes on while the machine sleeps (clock_gettime(2), CLOCK_BOOTTIME), so that a laptop asleep for a night wakes
 * locked. Where there is none, {@link System#nanoTime}, which on those platforms counts suspend by itself.
 */
final class BootTime {
    private static final int CLOCK_BOOTTIME = 7;
    private static final Optional<MethodHandle> CLOCK_GETTIME =
            System.getProperty("os.name").equals("Linux")
                    ? Linker.nativeLinker()
                            .defaultLookup()
                            .find("clock_gettime")
                            .map(symbol -> Linker.nativeLinker()
                                    .downcallHandle(
                                            symbol,
                                            FunctionDescriptor.of(
                                                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
                                            Linker.Option.critical(true)))
                    : Optional.empty();

    private BootTime() {}

    /** Returns nanoseconds since some moment in the past. Safe for any thread. */
    static long nanos() {
        if (CLOCK_GETTIME.isEmpty()) {
            return System.nanoTime();
        }
        long[] timespec = new long[2];
        try {
            int result = (int) CLOCK_GETTIME.get().invokeExact(CLOCK_BOOTTIME, MemorySegment.ofArray(timespec));
            if (result != 0) {
                throw new IllegalStateException("the kernel has no CLOCK_BOOTTIME");
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("clock_gettime(2) cannot be called", e);
        }
        return timespec[0] * 1_000_000_000L + timespec[1];
    }
}
