package dev.bulkhead.daemon.process.windows;

import dev.bulkhead.daemon.sandbox.Confinement;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Starts one process in an AppContainer and a job, in the only order that leaves no moment without a wall: the process is in both
 * from its first instruction, and inherits three pipe ends and nothing else. For one thread, once.
 */
final class ContainedStart {
    private static final long ATTRIBUTE_HANDLE_LIST = 0x20002;
    private static final long ATTRIBUTE_SECURITY_CAPABILITIES = 0x20009;
    private static final long ATTRIBUTE_JOB_LIST = 0x2000D;
    private static final long ATTRIBUTE_CHILD_PROCESS_POLICY = 0x2000E;
    private static final int ATTRIBUTES = 4;
    private static final int CHILD_PROCESS_RESTRICTED = 1;

    private static final int EXTENDED_STARTUPINFO_PRESENT = 0x80000;
    private static final int CREATE_UNICODE_ENVIRONMENT = 0x400;
    private static final int CREATE_NO_WINDOW = 0x8000000;
    private static final int STARTF_USESTDHANDLES = 0x100;
    private static final int PIPE_BYTES = 64 * 1024;

    private final WindowsCalls calls;
    private final int processors;
    private final Deque<Undo> undo = new ArrayDeque<>();

    private interface Undo {
        void run() throws IOException;
    }

    private ContainedStart(WindowsCalls calls, int processors) {
        this.calls = calls;
        this.processors = processors;
    }

    /**
     * Starts {@code command} in {@code confinement}.
     *
     * @throws IOException when any call fails: then nothing of it is left
     * @throws IllegalArgumentException when a word or a variable cannot be passed on Windows
     */
    static ContainedHandles start(WindowsCalls calls, int processors, List<String> command, Confinement confinement)
            throws IOException {
        ContainedStart start = new ContainedStart(calls, processors);
        try (Arena arena = Arena.ofConfined()) {
            return start.run(command, confinement, arena);
        } catch (IOException | RuntimeException e) {
            start.undoAll(e);
            throw e;
        }
    }

    private ContainedHandles run(List<String> command, Confinement confinement, Arena arena) throws IOException {
        MemorySegment line = text(CommandLine.of(command), arena);
        MemorySegment environment = bytes(EnvironmentBlock.of(confinement.environment()), arena);
        long sid = calls.container(
                text(confinement.container(), arena),
                text(confinement.display(), arena),
                text(confinement.display(), arena));
        Undo freeSid = () -> calls.freeSid(sid);
        undo.push(freeSid);
        for (Confinement.Grant grant : confinement.grants()) {
            calls.addAccess(text(grant.path().toString(), arena), AccessEntry.of(grant.access(), sid, arena));
        }
        long job = calls.createJob();
        undo.push(() -> calls.close(job));
        JobBounds.set(calls, job, confinement.job(), processors, arena);

        long[] in = pipe(arena);
        long[] out = pipe(arena);
        long[] err = pipe(arena);
        long[] theirs = {in[0], out[1], err[1]};
        for (long end : theirs) {
            calls.inherit(end, true);
        }
        MemorySegment list = arena.allocate(calls.attributeListSize(ATTRIBUTES), 16);
        calls.initializeAttributeList(list, ATTRIBUTES);
        Undo deleteList = () -> calls.deleteAttributeList(list);
        undo.push(deleteList);
        calls.updateAttribute(list, ATTRIBUTE_SECURITY_CAPABILITIES, capabilities(sid, arena));
        calls.updateAttribute(list, ATTRIBUTE_HANDLE_LIST, addresses(arena, theirs));
        calls.updateAttribute(list, ATTRIBUTE_JOB_LIST, addresses(arena, job));
        MemorySegment policy = arena.allocate(ValueLayout.JAVA_INT);
        policy.set(ValueLayout.JAVA_INT, 0, CHILD_PROCESS_RESTRICTED);
        calls.updateAttribute(list, ATTRIBUTE_CHILD_PROCESS_POLICY, policy);

        MemorySegment process = arena.allocate(Layouts.PROCESS_INFORMATION);
        calls.createProcess(
                text(command.getFirst(), arena),
                line,
                EXTENDED_STARTUPINFO_PRESENT | CREATE_UNICODE_ENVIRONMENT | CREATE_NO_WINDOW,
                environment,
                text(confinement.folder().toString(), arena),
                startup(theirs, list, arena),
                process);
        long handle = process.get(ValueLayout.ADDRESS, 0).address();
        undo.push(() -> calls.close(handle));
        undo.push(() -> calls.terminateJob(job, 1));
        calls.close(process.get(ValueLayout.ADDRESS, Layouts.offset(Layouts.PROCESS_INFORMATION, "hThread"))
                .address());
        for (long end : theirs) {
            calls.close(end); // Else its end would never be seen.
        }
        deleteList.run();
        freeSid.run();
        undo.clear();
        int pid = process.get(ValueLayout.JAVA_INT, Layouts.offset(Layouts.PROCESS_INFORMATION, "dwProcessId"));
        return new ContainedHandles(handle, job, Integer.toUnsignedLong(pid), in[1], out[0], err[0]);
    }

    /** Returns the reading and the writing end; nobody inherits them. */
    private long[] pipe(Arena arena) throws IOException {
        MemorySegment ends = arena.allocate(ValueLayout.ADDRESS, 2);
        MemorySegment attributes = arena.allocate(Layouts.SECURITY_ATTRIBUTES);
        attributes.set(ValueLayout.JAVA_INT, 0, (int) Layouts.SECURITY_ATTRIBUTES.byteSize());
        calls.createPipe(ends, attributes, PIPE_BYTES);
        long read = ends.getAtIndex(ValueLayout.ADDRESS, 0).address();
        long write = ends.getAtIndex(ValueLayout.ADDRESS, 1).address();
        undo.push(() -> calls.close(read));
        undo.push(() -> calls.close(write));
        return new long[] {read, write};
    }

    private static MemorySegment capabilities(long sid, Arena arena) {
        MemorySegment capabilities = arena.allocate(Layouts.SECURITY_CAPABILITIES);
        capabilities.set(ValueLayout.ADDRESS, 0, MemorySegment.ofAddress(sid));
        return capabilities; // None: no network, no folder of the user, no device.
    }

    private static MemorySegment startup(long[] theirs, MemorySegment list, Arena arena) {
        StructLayout layout = Layouts.STARTUPINFOEXW;
        MemorySegment startup = arena.allocate(layout);
        startup.set(ValueLayout.JAVA_INT, 0, (int) layout.byteSize());
        startup.set(ValueLayout.JAVA_INT, Layouts.offset(layout, "dwFlags"), STARTF_USESTDHANDLES);
        String[] members = {"hStdInput", "hStdOutput", "hStdError"};
        for (int i = 0; i < members.length; i++) {
            startup.set(ValueLayout.ADDRESS, Layouts.offset(layout, members[i]), MemorySegment.ofAddress(theirs[i]));
        }
        startup.set(ValueLayout.ADDRESS, Layouts.offset(layout, "lpAttributeList"), list);
        return startup;
    }

    private static MemorySegment addresses(Arena arena, long... addresses) {
        MemorySegment segment = arena.allocate(ValueLayout.ADDRESS, addresses.length);
        for (int i = 0; i < addresses.length; i++) {
            segment.setAtIndex(ValueLayout.ADDRESS, i, MemorySegment.ofAddress(addresses[i]));
        }
        return segment;
    }

    private static MemorySegment text(String text, Arena arena) {
        return bytes((text + '\0').getBytes(StandardCharsets.UTF_16LE), arena);
    }

    private static MemorySegment bytes(byte[] bytes, Arena arena) {
        MemorySegment segment = arena.allocate(bytes.length, 2);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return segment;
    }

    private void undoAll(Exception because) {
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (IOException e) {
                because.addSuppressed(e);
            }
        }
    }
}
