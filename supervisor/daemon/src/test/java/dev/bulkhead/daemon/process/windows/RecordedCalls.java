package dev.bulkhead.daemon.process.windows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes down what Windows would be told, with the bytes; and what is open, to see that it is closed. Fails at a call of choice. */
final class RecordedCalls implements WindowsCalls {
    final List<String> told = new ArrayList<>();
    final Set<Long> open = new TreeSet<>();
    boolean running;

    private int failAt = Integer.MAX_VALUE;
    private long next = 0x100;

    /** Fails at the call of that number, from 0. */
    RecordedCalls failAt(int call) {
        failAt = call;
        return this;
    }

    private void tell(String what) throws IOException {
        told.add(what);
        if (told.size() - 1 == failAt) {
            throw new IOException("call " + failAt + " failed: " + what);
        }
    }

    private long opened() {
        next += 0x10;
        open.add(next);
        return next;
    }

    private static String hex(MemorySegment bytes) {
        return HexFormat.of().formatHex(bytes.toArray(ValueLayout.JAVA_BYTE));
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_16LE).replace("\0", "|");
    }

    @Override
    public long container(MemorySegment name, MemorySegment display, MemorySegment description) throws IOException {
        tell("container " + text(name) + " " + text(display));
        return opened();
    }

    @Override
    public void freeSid(long sid) throws IOException {
        tell("free sid " + Long.toHexString(sid));
        open.remove(sid);
    }

    @Override
    public void addAccess(MemorySegment path, MemorySegment access) throws IOException {
        tell("access " + text(path) + " " + hex(access));
    }

    @Override
    public long createJob() throws IOException {
        tell("create job");
        return opened();
    }

    @Override
    public void setJob(long job, int informationClass, MemorySegment information) throws IOException {
        tell("job " + Long.toHexString(job) + " class " + informationClass + " " + hex(information));
    }

    @Override
    public void terminateJob(long job, int exitCode) throws IOException {
        tell("terminate job " + Long.toHexString(job));
        running = false;
    }

    @Override
    public void createPipe(MemorySegment ends, MemorySegment securityAttributes, int size) throws IOException {
        tell("pipe " + size + " " + hex(securityAttributes));
        ends.setAtIndex(ValueLayout.ADDRESS, 0, MemorySegment.ofAddress(opened()));
        ends.setAtIndex(ValueLayout.ADDRESS, 1, MemorySegment.ofAddress(opened()));
    }

    @Override
    public void inherit(long handle, boolean isInherited) throws IOException {
        tell("inherit " + Long.toHexString(handle) + " " + isInherited);
    }

    @Override
    public long attributeListSize(int count) {
        return 64;
    }

    @Override
    public void initializeAttributeList(MemorySegment list, int count) throws IOException {
        tell("list of " + count);
    }

    @Override
    public void updateAttribute(MemorySegment list, long attribute, MemorySegment value) throws IOException {
        tell("attribute " + Long.toHexString(attribute) + " " + hex(value));
    }

    @Override
    public void deleteAttributeList(MemorySegment list) throws IOException {
        tell("delete list");
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
        // The last member is an address of ours, another one each time.
        tell("process " + text(application) + " " + text(commandLine) + " " + Integer.toHexString(flags) + " "
                + text(environment) + " " + text(folder) + " " + hex(startupInfo.asSlice(0, 104)));
        running = true;
        processInformation.set(ValueLayout.ADDRESS, 0, MemorySegment.ofAddress(opened()));
        processInformation.set(ValueLayout.ADDRESS, 8, MemorySegment.ofAddress(opened()));
        processInformation.set(ValueLayout.JAVA_INT, 16, 4711);
    }

    @Override
    public boolean await(long handle, int millis) {
        running = false;
        return true;
    }

    @Override
    public int exitCode(long process) {
        return 3;
    }

    @Override
    public int read(long handle, MemorySegment into) {
        return 0;
    }

    @Override
    public int write(long handle, MemorySegment from) throws IOException {
        tell("write " + hex(from));
        return (int) Math.min(2, from.byteSize());
    }

    @Override
    public void close(long handle) throws IOException {
        tell("close " + Long.toHexString(handle));
        open.remove(handle);
    }
}
