package dev.bulkhead.protocol.local;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Closes this process's memory to other processes of the same user: it cannot be traced, its files under {@code /proc} are root's, it
 * leaves no core dump (prctl(2), PR_SET_DUMPABLE; setrlimit(2), RLIMIT_CORE). Children have their own say again with their execve(2).
 *
 * <p>Debuggers and {@code jcmd} are kept out of the JVM by the start's own options. Linux alone; root's processes are beyond it.
 */
public final class Untraceable {
    private static final int PR_SET_DUMPABLE = 4;
    private static final int RLIMIT_CORE = 4;

    private Untraceable() {}

    /**
     * Closes it for good; before there is a secret in memory. Nothing happens on other systems.
     *
     * @throws IOException when it stays open: then it must not be entrusted with a secret, nor with the consultant's word
     */
    public static void begin() throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment none = arena.allocate(ValueLayout.JAVA_LONG, 2);
            int core = (int) function("setrlimit", ValueLayout.JAVA_INT, ValueLayout.ADDRESS)
                    .invokeExact(RLIMIT_CORE, none);
            int dumpable = (int) function(
                            "prctl",
                            Linker.Option.firstVariadicArg(1),
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG)
                    .invokeExact(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
            if (core != 0 || dumpable != 0) {
                throw new IOException("this process's memory cannot be closed to other processes (prctl, setrlimit)");
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("prctl(2) and setrlimit(2) cannot be called: " + e, e);
        }
    }

    private static MethodHandle function(String name, ValueLayout... takes) {
        return handle(name, takes);
    }

    private static MethodHandle function(String name, Linker.Option option, ValueLayout... takes) {
        return handle(name, takes, option);
    }

    private static MethodHandle handle(String name, ValueLayout[] takes, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, takes), options);
    }
}
