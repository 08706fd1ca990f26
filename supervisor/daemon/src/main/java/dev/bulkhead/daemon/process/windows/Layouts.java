package dev.bulkhead.daemon.process.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/**
 * The structures that Windows takes, on its 64-bit systems; names and members as in its headers (processthreadsapi.h, winnt.h,
 * accctrl.h). Immutable.
 */
final class Layouts {
    static final StructLayout STARTUPINFOEXW = MemoryLayout.structLayout(
                    JAVA_INT.withName("cb"),
                    MemoryLayout.paddingLayout(4),
                    ADDRESS.withName("lpReserved"),
                    ADDRESS.withName("lpDesktop"),
                    ADDRESS.withName("lpTitle"),
                    JAVA_INT.withName("dwX"),
                    JAVA_INT.withName("dwY"),
                    JAVA_INT.withName("dwXSize"),
                    JAVA_INT.withName("dwYSize"),
                    JAVA_INT.withName("dwXCountChars"),
                    JAVA_INT.withName("dwYCountChars"),
                    JAVA_INT.withName("dwFillAttribute"),
                    JAVA_INT.withName("dwFlags"),
                    JAVA_SHORT.withName("wShowWindow"),
                    JAVA_SHORT.withName("cbReserved2"),
                    MemoryLayout.paddingLayout(4),
                    ADDRESS.withName("lpReserved2"),
                    ADDRESS.withName("hStdInput"),
                    ADDRESS.withName("hStdOutput"),
                    ADDRESS.withName("hStdError"),
                    ADDRESS.withName("lpAttributeList"))
            .withName("STARTUPINFOEXW");

    static final StructLayout PROCESS_INFORMATION = MemoryLayout.structLayout(
                    ADDRESS.withName("hProcess"),
                    ADDRESS.withName("hThread"),
                    JAVA_INT.withName("dwProcessId"),
                    JAVA_INT.withName("dwThreadId"))
            .withName("PROCESS_INFORMATION");

    static final StructLayout SECURITY_CAPABILITIES = MemoryLayout.structLayout(
                    ADDRESS.withName("AppContainerSid"),
                    ADDRESS.withName("Capabilities"),
                    JAVA_INT.withName("CapabilityCount"),
                    JAVA_INT.withName("Reserved"))
            .withName("SECURITY_CAPABILITIES");

    static final StructLayout SECURITY_ATTRIBUTES = MemoryLayout.structLayout(
                    JAVA_INT.withName("nLength"),
                    MemoryLayout.paddingLayout(4),
                    ADDRESS.withName("lpSecurityDescriptor"),
                    JAVA_INT.withName("bInheritHandle"),
                    MemoryLayout.paddingLayout(4))
            .withName("SECURITY_ATTRIBUTES");

    private static final StructLayout BASIC_LIMITS = MemoryLayout.structLayout(
            JAVA_LONG.withName("PerProcessUserTimeLimit"),
            JAVA_LONG.withName("PerJobUserTimeLimit"),
            JAVA_INT.withName("LimitFlags"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("MinimumWorkingSetSize"),
            JAVA_LONG.withName("MaximumWorkingSetSize"),
            JAVA_INT.withName("ActiveProcessLimit"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("Affinity"),
            JAVA_INT.withName("PriorityClass"),
            JAVA_INT.withName("SchedulingClass"));

    private static final StructLayout IO_COUNTERS = MemoryLayout.structLayout(
            JAVA_LONG.withName("ReadOperationCount"),
            JAVA_LONG.withName("WriteOperationCount"),
            JAVA_LONG.withName("OtherOperationCount"),
            JAVA_LONG.withName("ReadTransferCount"),
            JAVA_LONG.withName("WriteTransferCount"),
            JAVA_LONG.withName("OtherTransferCount"));

    static final StructLayout JOBOBJECT_EXTENDED_LIMIT_INFORMATION = MemoryLayout.structLayout(
                    BASIC_LIMITS.withName("BasicLimitInformation"),
                    IO_COUNTERS.withName("IoInfo"),
                    JAVA_LONG.withName("ProcessMemoryLimit"),
                    JAVA_LONG.withName("JobMemoryLimit"),
                    JAVA_LONG.withName("PeakProcessMemoryUsed"),
                    JAVA_LONG.withName("PeakJobMemoryUsed"))
            .withName("JOBOBJECT_EXTENDED_LIMIT_INFORMATION");

    /** Of the union the member {@code CpuRate} alone. */
    static final StructLayout JOBOBJECT_CPU_RATE_CONTROL_INFORMATION = MemoryLayout.structLayout(
                    JAVA_INT.withName("ControlFlags"), JAVA_INT.withName("CpuRate"))
            .withName("JOBOBJECT_CPU_RATE_CONTROL_INFORMATION");

    static final StructLayout JOBOBJECT_BASIC_UI_RESTRICTIONS = MemoryLayout.structLayout(
                    JAVA_INT.withName("UIRestrictionsClass"))
            .withName("JOBOBJECT_BASIC_UI_RESTRICTIONS");

    private static final StructLayout TRUSTEE_W = MemoryLayout.structLayout(
            ADDRESS.withName("pMultipleTrustee"),
            JAVA_INT.withName("MultipleTrusteeOperation"),
            JAVA_INT.withName("TrusteeForm"),
            JAVA_INT.withName("TrusteeType"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("ptstrName"));

    static final StructLayout EXPLICIT_ACCESS_W = MemoryLayout.structLayout(
                    JAVA_INT.withName("grfAccessPermissions"),
                    JAVA_INT.withName("grfAccessMode"),
                    JAVA_INT.withName("grfInheritance"),
                    MemoryLayout.paddingLayout(4),
                    TRUSTEE_W.withName("Trustee"))
            .withName("EXPLICIT_ACCESS_W");

    private Layouts() {}

    /** Where a member stands; {@code a.b} for one of a structure in a structure. */
    static long offset(StructLayout layout, String member) {
        String[] names = member.split("\\.");
        PathElement[] path = new PathElement[names.length];
        for (int i = 0; i < names.length; i++) {
            path[i] = PathElement.groupElement(names[i]);
        }
        return layout.byteOffset(path);
    }
}
