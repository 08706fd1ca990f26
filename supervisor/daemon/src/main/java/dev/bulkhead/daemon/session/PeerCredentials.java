package dev.bulkhead.daemon.session;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;

/**
 * Who is at the other end of a unix socket, asked of the kernel: SO_PEERCRED, unix(7). The JDK's own option gives user and group
 * but no process, so the call is made through the foreign-function interface. Safe for any thread.
 */
public final class PeerCredentials {
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;

    private static final MethodHandle GETSOCKOPT = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("getsockopt"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS));

    private static final MethodHandle GETUID = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("getuid"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT));

    private PeerCredentials() {}

    /** A process and its user, as the kernel saw them when the connection was made. */
    public record Credentials(long pid, long uid) {}

    /** Returns the peer of {@code channel}. */
    public static Credentials of(SocketChannel channel) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ucred = arena.allocate(12, 4);
            MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
            length.set(ValueLayout.JAVA_INT, 0, 12);
            int result = (int) GETSOCKOPT.invokeExact(descriptor(channel), SOL_SOCKET, SO_PEERCRED, ucred, length);
            if (result != 0) {
                throw new IOException("the kernel does not say who connected (SO_PEERCRED)");
            }
            return new Credentials(
                    Integer.toUnsignedLong(ucred.get(ValueLayout.JAVA_INT, 0)),
                    Integer.toUnsignedLong(ucred.get(ValueLayout.JAVA_INT, 4)));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("the kernel could not be asked who connected: " + e, e);
        }
    }

    /** Returns the user that this process runs as. */
    public static long ownUid() {
        try {
            return Integer.toUnsignedLong((int) GETUID.invokeExact());
        } catch (Throwable e) {
            throw new IllegalStateException("getuid(2) never fails", e);
        }
    }

    /** The channel's own number: the JDK keeps it to itself, so its package is opened to us at the start. */
    private static int descriptor(SocketChannel channel) throws ReflectiveOperationException {
        Method number = channel.getClass().getMethod("getFDVal");
        number.setAccessible(true);
        return (int) number.invoke(channel);
    }
}
