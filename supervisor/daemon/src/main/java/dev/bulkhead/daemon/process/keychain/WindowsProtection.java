package dev.bulkhead.daemon.process.keychain;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** CryptProtectData and CryptUnprotectData of crypt32. Can be made on Windows alone, where it has not been run. */
final class WindowsProtection implements WindowsKeychain.Protection {
    /** DATA_BLOB: how many bytes, and where. */
    static final StructLayout BLOB = MemoryLayout.structLayout(
            JAVA_INT.withName("size"), MemoryLayout.paddingLayout(4), ADDRESS.withName("bytes"));

    /** Both take: in, description, entropy, reserved, prompt, flags, out. */
    static final FunctionDescriptor CRYPT =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS);

    private static final long SIZE = BLOB.byteOffset(MemoryLayout.PathElement.groupElement("size"));
    private static final long BYTES = BLOB.byteOffset(MemoryLayout.PathElement.groupElement("bytes"));
    private static final int CRYPTPROTECT_UI_FORBIDDEN = 1;

    private final MethodHandle protect;
    private final MethodHandle unprotect;
    private final MethodHandle free;

    WindowsProtection() throws IOException {
        try {
            Linker linker = Linker.nativeLinker();
            SymbolLookup crypt = SymbolLookup.libraryLookup("crypt32.dll", Arena.global());
            SymbolLookup kernel = SymbolLookup.libraryLookup("kernel32.dll", Arena.global());
            this.protect = linker.downcallHandle(crypt.findOrThrow("CryptProtectData"), CRYPT);
            this.unprotect = linker.downcallHandle(crypt.findOrThrow("CryptUnprotectData"), CRYPT);
            this.free = linker.downcallHandle(kernel.findOrThrow("LocalFree"), FunctionDescriptor.of(ADDRESS, ADDRESS));
        } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
            throw new IOException("crypt32.dll is not there", e);
        }
    }

    @Override
    public byte[] protect(SecretBytes value, byte[] context) throws IOException {
        byte[] raw = value.use(byte[]::clone);
        try {
            return call(protect, raw, context);
        } finally {
            java.util.Arrays.fill(raw, (byte) 0);
        }
    }

    @Override
    public SecretBytes open(byte[] protectedValue, byte[] context) throws IOException {
        return SecretBytes.takeOver(call(unprotect, protectedValue, context));
    }

    private byte[] call(MethodHandle function, byte[] in, byte[] context) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocate(Math.max(1, in.length));
            MemorySegment.copy(in, 0, from, JAVA_BYTE, 0, in.length);
            MemorySegment entropy = arena.allocateFrom(JAVA_BYTE, context);
            MemorySegment out = arena.allocate(BLOB);
            int done = (int) function.invokeExact(
                    blob(arena, from, in.length),
                    MemorySegment.NULL,
                    blob(arena, entropy, context.length),
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    CRYPTPROTECT_UI_FORBIDDEN,
                    out);
            from.fill((byte) 0);
            if (done == 0) {
                throw new IOException("Windows did not open or protect it for this login (DPAPI)");
            }
            MemorySegment result = out.get(ADDRESS, BYTES).reinterpret(out.get(JAVA_INT, SIZE));
            byte[] bytes = result.toArray(JAVA_BYTE);
            result.fill((byte) 0);
            var unused = (MemorySegment) free.invokeExact(result);
            return bytes;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("Windows' data protection could not be called: " + e, e);
        }
    }

    static MemorySegment blob(Arena arena, MemorySegment bytes, int size) {
        MemorySegment blob = arena.allocate(BLOB);
        blob.set(JAVA_INT, SIZE, size);
        blob.set(ADDRESS, BYTES, bytes);
        return blob;
    }
}
