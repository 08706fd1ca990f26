package dev.bulkhead.daemon.process.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;

/** Windows itself: kernel32, advapi32 and userenv through the foreign-function interface. Can be made on Windows alone. */
final class WindowsLibrary implements WindowsCalls {
    private static final int ERROR_BROKEN_PIPE = 109;
    private static final int ALREADY_EXISTS = 0x800700B7; // HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS)
    private static final int HANDLE_FLAG_INHERIT = 1;
    private static final int SE_FILE_OBJECT = 1;
    private static final int DACL_SECURITY_INFORMATION = 4;
    private static final int WAIT_OBJECT_0 = 0;
    private static final int WAIT_TIMEOUT = 258;

    /** BOOL and DWORD are ints, SIZE_T and DWORD_PTR longs, handles and pointers addresses. */
    static final Map<String, FunctionDescriptor> FUNCTIONS = Map.ofEntries(
            function("kernel32 CreateJobObjectW", ADDRESS, ADDRESS, ADDRESS),
            function("kernel32 SetInformationJobObject", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT),
            function("kernel32 TerminateJobObject", JAVA_INT, ADDRESS, JAVA_INT),
            function("kernel32 CreatePipe", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT),
            function("kernel32 SetHandleInformation", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            function("kernel32 InitializeProcThreadAttributeList", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
            function(
                    "kernel32 UpdateProcThreadAttribute",
                    JAVA_INT,
                    ADDRESS,
                    JAVA_INT,
                    JAVA_LONG,
                    ADDRESS,
                    JAVA_LONG,
                    ADDRESS,
                    ADDRESS),
            Map.entry("kernel32 DeleteProcThreadAttributeList", FunctionDescriptor.ofVoid(ADDRESS)),
            function(
                    "kernel32 CreateProcessW",
                    JAVA_INT,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    JAVA_INT,
                    JAVA_INT,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS),
            function("kernel32 WaitForSingleObject", JAVA_INT, ADDRESS, JAVA_INT),
            function("kernel32 GetExitCodeProcess", JAVA_INT, ADDRESS, ADDRESS),
            function("kernel32 ReadFile", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS),
            function("kernel32 WriteFile", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS),
            function("kernel32 CloseHandle", JAVA_INT, ADDRESS),
            function("kernel32 LocalFree", ADDRESS, ADDRESS),
            function("advapi32 FreeSid", ADDRESS, ADDRESS),
            function(
                    "advapi32 GetNamedSecurityInfoW",
                    JAVA_INT,
                    ADDRESS,
                    JAVA_INT,
                    JAVA_INT,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS),
            function("advapi32 SetEntriesInAclW", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
            function(
                    "advapi32 SetNamedSecurityInfoW",
                    JAVA_INT,
                    ADDRESS,
                    JAVA_INT,
                    JAVA_INT,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS),
            function(
                    "userenv CreateAppContainerProfile",
                    JAVA_INT,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    JAVA_INT,
                    ADDRESS),
            function("userenv DeriveAppContainerSidFromAppContainerName", JAVA_INT, ADDRESS, ADDRESS));

    private final StructLayout state = Linker.Option.captureStateLayout();
    private final VarHandle lastError = state.varHandle(MemoryLayout.PathElement.groupElement("GetLastError"));
    private final Map<String, MethodHandle> handles = new HashMap<>();

    WindowsLibrary() {
        Linker linker = Linker.nativeLinker();
        FUNCTIONS.forEach((name, descriptor) -> {
            String[] words = name.split(" ");
            SymbolLookup library = SymbolLookup.libraryLookup(words[0] + ".dll", Arena.global());
            handles.put(
                    words[1],
                    linker.downcallHandle(
                            library.findOrThrow(words[1]), descriptor, Linker.Option.captureCallState("GetLastError")));
        });
    }

    private static Map.Entry<String, FunctionDescriptor> function(
            String name, MemoryLayout returns, MemoryLayout... takes) {
        return Map.entry(name, FunctionDescriptor.of(returns, takes));
    }

    /** What a call gave, and what GetLastError said right after it. */
    private record Gave(Object value, int lastError) {
        int number() {
            return (Integer) value;
        }

        long address() {
            return ((MemorySegment) value).address();
        }
    }

    private Gave call(String function, Object... arguments) throws IOException {
        MethodHandle handle = handles.get(function);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(state);
            Object[] all = new Object[arguments.length + 1];
            all[0] = captured;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            Object value = handle == null ? null : handle.invokeWithArguments(all);
            return new Gave(value == null ? 0 : value, (int) lastError.get(captured, 0L));
        } catch (Throwable e) {
            throw new IOException(function + " could not be called: " + e, e);
        }
    }

    private void succeed(String function, Object... arguments) throws IOException {
        Gave gave = call(function, arguments);
        if (gave.number() == 0) {
            throw failed(function, gave.lastError);
        }
    }

    private static IOException failed(String function, int code) {
        return new IOException(function + " failed: error " + Integer.toUnsignedString(code) + " of Windows");
    }

    private static MemorySegment at(long address) {
        return MemorySegment.ofAddress(address);
    }

    @Override
    public long container(MemorySegment name, MemorySegment display, MemorySegment description) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sid = arena.allocate(ADDRESS);
            int result = call("CreateAppContainerProfile", name, display, description, MemorySegment.NULL, 0, sid)
                    .number();
            if (result == ALREADY_EXISTS) {
                result = call("DeriveAppContainerSidFromAppContainerName", name, sid)
                        .number();
            }
            if (result != 0) {
                throw failed("CreateAppContainerProfile", result);
            }
            return sid.get(ADDRESS, 0).address();
        }
    }

    @Override
    public void freeSid(long sid) throws IOException {
        call("FreeSid", at(sid));
    }

    @Override
    public void addAccess(MemorySegment path, MemorySegment access) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment old = arena.allocate(ADDRESS);
            MemorySegment descriptor = arena.allocate(ADDRESS);
            MemorySegment fresh = arena.allocate(ADDRESS);
            MemorySegment none = MemorySegment.NULL;
            zero(
                    "GetNamedSecurityInfoW",
                    path,
                    SE_FILE_OBJECT,
                    DACL_SECURITY_INFORMATION,
                    none,
                    none,
                    old,
                    none,
                    descriptor);
            try {
                zero("SetEntriesInAclW", 1, access, old.get(ADDRESS, 0), fresh);
                try {
                    zero(
                            "SetNamedSecurityInfoW",
                            path,
                            SE_FILE_OBJECT,
                            DACL_SECURITY_INFORMATION,
                            none,
                            none,
                            fresh.get(ADDRESS, 0),
                            none);
                } finally {
                    call("LocalFree", fresh.get(ADDRESS, 0));
                }
            } finally {
                call("LocalFree", descriptor.get(ADDRESS, 0));
            }
        }
    }

    /** These give their error themselves. */
    private void zero(String function, Object... arguments) throws IOException {
        int error = call(function, arguments).number();
        if (error != 0) {
            throw failed(function, error);
        }
    }

    @Override
    public long createJob() throws IOException {
        Gave gave = call("CreateJobObjectW", MemorySegment.NULL, MemorySegment.NULL);
        if (gave.address() == 0) {
            throw failed("CreateJobObjectW", gave.lastError);
        }
        return gave.address();
    }

    @Override
    public void setJob(long job, int informationClass, MemorySegment information) throws IOException {
        succeed("SetInformationJobObject", at(job), informationClass, information, (int) information.byteSize());
    }

    @Override
    public void terminateJob(long job, int exitCode) throws IOException {
        succeed("TerminateJobObject", at(job), exitCode);
    }

    @Override
    public void createPipe(MemorySegment ends, MemorySegment securityAttributes, int size) throws IOException {
        succeed(
                "CreatePipe",
                ends.asSlice(0, ADDRESS.byteSize()),
                ends.asSlice(ADDRESS.byteSize()),
                securityAttributes,
                size);
    }

    @Override
    public void inherit(long handle, boolean isInherited) throws IOException {
        succeed("SetHandleInformation", at(handle), HANDLE_FLAG_INHERIT, isInherited ? HANDLE_FLAG_INHERIT : 0);
    }

    @Override
    public long attributeListSize(int count) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(JAVA_LONG);
            // Fails, since there is no list yet, and says how large one is.
            call("InitializeProcThreadAttributeList", MemorySegment.NULL, count, 0, size);
            return size.get(JAVA_LONG, 0);
        }
    }

    @Override
    public void initializeAttributeList(MemorySegment list, int count) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(JAVA_LONG);
            size.set(JAVA_LONG, 0, list.byteSize());
            succeed("InitializeProcThreadAttributeList", list, count, 0, size);
        }
    }

    @Override
    public void updateAttribute(MemorySegment list, long attribute, MemorySegment value) throws IOException {
        succeed(
                "UpdateProcThreadAttribute",
                list,
                0,
                attribute,
                value,
                value.byteSize(),
                MemorySegment.NULL,
                MemorySegment.NULL);
    }

    @Override
    public void deleteAttributeList(MemorySegment list) throws IOException {
        call("DeleteProcThreadAttributeList", list);
    }

    @Override
    public void createProcess(
            MemorySegment application,
            MemorySegment commandLine,
            int flags,
            MemorySegment environment,
            MemorySegment folder,
            MemorySegment startupInfo,
            MemorySegment processInformation)
            throws IOException {
        succeed(
                "CreateProcessW",
                application,
                commandLine,
                MemorySegment.NULL,
                MemorySegment.NULL,
                1,
                flags,
                environment,
                folder,
                startupInfo,
                processInformation);
    }

    @Override
    public boolean await(long handle, int millis) throws IOException {
        Gave gave = call("WaitForSingleObject", at(handle), millis);
        if (gave.number() != WAIT_OBJECT_0 && gave.number() != WAIT_TIMEOUT) {
            throw failed("WaitForSingleObject", gave.lastError);
        }
        return gave.number() == WAIT_OBJECT_0;
    }

    @Override
    public int exitCode(long process) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(JAVA_INT);
            succeed("GetExitCodeProcess", at(process), code);
            return code.get(JAVA_INT, 0);
        }
    }

    @Override
    public int read(long handle, MemorySegment into) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            Gave gave = call("ReadFile", at(handle), into, (int) into.byteSize(), count, MemorySegment.NULL);
            if (gave.number() != 0) {
                return count.get(ValueLayout.JAVA_INT, 0);
            }
            if (gave.lastError == ERROR_BROKEN_PIPE) {
                return 0;
            }
            throw failed("ReadFile", gave.lastError);
        }
    }

    @Override
    public int write(long handle, MemorySegment from) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            succeed("WriteFile", at(handle), from, (int) from.byteSize(), count, MemorySegment.NULL);
            return count.get(ValueLayout.JAVA_INT, 0);
        }
    }

    @Override
    public void close(long handle) throws IOException {
        succeed("CloseHandle", at(handle));
    }
}
