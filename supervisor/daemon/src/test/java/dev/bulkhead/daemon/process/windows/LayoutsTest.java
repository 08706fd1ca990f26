package dev.bulkhead.daemon.process.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.StructLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes and places as a compiler for 64-bit Windows gives them. */
class LayoutsTest {
    @Test
    void eachStructureHasItsSize() {
        assertThat(Layouts.STARTUPINFOEXW.byteSize()).isEqualTo(112);
        assertThat(Layouts.PROCESS_INFORMATION.byteSize()).isEqualTo(24);
        assertThat(Layouts.SECURITY_CAPABILITIES.byteSize()).isEqualTo(24);
        assertThat(Layouts.SECURITY_ATTRIBUTES.byteSize()).isEqualTo(24);
        assertThat(Layouts.JOBOBJECT_EXTENDED_LIMIT_INFORMATION.byteSize()).isEqualTo(144);
        assertThat(Layouts.JOBOBJECT_CPU_RATE_CONTROL_INFORMATION.byteSize()).isEqualTo(8);
        assertThat(Layouts.JOBOBJECT_BASIC_UI_RESTRICTIONS.byteSize()).isEqualTo(4);
        assertThat(Layouts.EXPLICIT_ACCESS_W.byteSize()).isEqualTo(48);
    }

    @ParameterizedTest
    @CsvSource({
        "startup, dwFlags, 60",
        "startup, wShowWindow, 64",
        "startup, lpReserved2, 72",
        "startup, hStdInput, 80",
        "startup, hStdOutput, 88",
        "startup, hStdError, 96",
        "startup, lpAttributeList, 104",
        "process, hThread, 8",
        "process, dwProcessId, 16",
        "capabilities, Capabilities, 8",
        "capabilities, CapabilityCount, 16",
        "job, BasicLimitInformation.LimitFlags, 16",
        "job, BasicLimitInformation.MinimumWorkingSetSize, 24",
        "job, BasicLimitInformation.ActiveProcessLimit, 40",
        "job, BasicLimitInformation.SchedulingClass, 60",
        "job, IoInfo, 64",
        "job, ProcessMemoryLimit, 112",
        "job, JobMemoryLimit, 120",
        "access, grfInheritance, 8",
        "access, Trustee, 16",
        "access, Trustee.TrusteeForm, 28",
        "access, Trustee.TrusteeType, 32",
        "access, Trustee.ptstrName, 40"
    })
    void eachMemberHasItsPlace(String structure, String member, long offset) {
        StructLayout layout = switch (structure) {
            case "startup" -> Layouts.STARTUPINFOEXW;
            case "process" -> Layouts.PROCESS_INFORMATION;
            case "capabilities" -> Layouts.SECURITY_CAPABILITIES;
            case "job" -> Layouts.JOBOBJECT_EXTENDED_LIMIT_INFORMATION;
            default -> Layouts.EXPLICIT_ACCESS_W;
        };
        assertThat(Layouts.offset(layout, member)).isEqualTo(offset);
    }
}
