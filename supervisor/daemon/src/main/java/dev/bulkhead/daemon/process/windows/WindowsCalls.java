package dev.bulkhead.daemon.process.windows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The calls of Windows that a start needs, one for one: names, arguments and their order are its own. A call that fails throws, with
 * the number that Windows gives. Handles and other pointers are addresses. Safe for any thread.
 */
interface WindowsCalls {
    /** CreateAppContainerProfile, or DeriveAppContainerSidFromAppContainerName where there is one of that name. Returns the SID. */
    long container(MemorySegment name, MemorySegment display, MemorySegment description) throws IOException;

    /** FreeSid. */
    void freeSid(long sid) throws IOException;

    /** GetNamedSecurityInfoW, SetEntriesInAclW with {@code access}, SetNamedSecurityInfoW: one entry more in a file's list. */
    void addAccess(MemorySegment path, MemorySegment access) throws IOException;

    /** CreateJobObjectW, without a name. */
    long createJob() throws IOException;

    /** SetInformationJobObject. */
    void setJob(long job, int informationClass, MemorySegment information) throws IOException;

    /** TerminateJobObject. */
    void terminateJob(long job, int exitCode) throws IOException;

    /** CreatePipe: writes the reading and the writing end into {@code ends}. */
    void createPipe(MemorySegment ends, MemorySegment securityAttributes, int size) throws IOException;

    /** SetHandleInformation with HANDLE_FLAG_INHERIT. */
    void inherit(long handle, boolean isInherited) throws IOException;

    /** InitializeProcThreadAttributeList for no list: how many bytes one of {@code count} takes. */
    long attributeListSize(int count) throws IOException;

    /** InitializeProcThreadAttributeList. */
    void initializeAttributeList(MemorySegment list, int count) throws IOException;

    /** UpdateProcThreadAttribute; {@code value} must live as long as the list. */
    void updateAttribute(MemorySegment list, long attribute, MemorySegment value) throws IOException;

    /** DeleteProcThreadAttributeList. */
    void deleteAttributeList(MemorySegment list) throws IOException;

    /** CreateProcessW, with inheritance of handles. */
    void createProcess(
            MemorySegment application,
            MemorySegment commandLine,
            int flags,
            MemorySegment environment,
            MemorySegment folder,
            MemorySegment startupInfo,
            MemorySegment processInformation)
            throws IOException;

    /** WaitForSingleObject; returns whether it ended in time. */
    boolean await(long handle, int millis) throws IOException;

    /** GetExitCodeProcess. */
    int exitCode(long process) throws IOException;

    /** ReadFile; returns how many bytes came, 0 at the end of a pipe whose other end is closed. */
    int read(long handle, MemorySegment into) throws IOException;

    /** WriteFile; returns how many bytes went. */
    int write(long handle, MemorySegment from) throws IOException;

    /** CloseHandle. */
    void close(long handle) throws IOException;
}
