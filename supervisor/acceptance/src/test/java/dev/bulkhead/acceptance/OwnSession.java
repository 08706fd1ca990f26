package dev.bulkhead.daemon;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Leaves the session and process group of whoever started the supervisor (setsid(2)), so that a host that ends its own group does
 * not end us. Does nothing where there is no such call.
 */
final class OwnSession {
    private OwnSession() {}

    static void begin() {
        Linker linker = Linker.nativeLinker();
        SymbolLookup lookup = linker.defaultLookup();
        lookup.find("setsid").ifPresent(symbol -> {
            MethodHandle setsid = linker.downcallHandle(symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT));
            try {
                // -1 means that we lead a group already: then it is our own, which is what was wanted.
                int session = (int) setsid.invokeExact();
                assert session != 0;
            } catch (Throwable e) {
                throw new IllegalStateException("setsid(2) cannot be called", e);
            }
        });
    }
}
