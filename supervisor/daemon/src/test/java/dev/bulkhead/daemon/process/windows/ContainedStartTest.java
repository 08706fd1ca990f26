package dev.bulkhead.daemon.process.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.sandbox.Confinement;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A start in an AppContainer, call by call and byte by byte, as Windows would be told. */
class ContainedStartTest {
    private static final List<String> COMMAND = List.of("C:\\B\\java.exe", "-cp", "C:\\B\\app\\*", "two words");
    private static final Confinement CONFINEMENT = new Confinement(
            "Bulkhead.acme",
            "Acme",
            List.of(
                    new Confinement.Grant(Path.of("/B"), Confinement.Access.READ),
                    new Confinement.Grant(Path.of("/W"), Confinement.Access.MODIFY),
                    new Confinement.Grant(Path.of("/W/.git"), Confinement.Access.NO_CHANGE)),
            new Confinement.Job(512L << 20, 1, 1.0),
            Map.of("TEMP", "C:\\W", "SystemRoot", "C:\\Windows"),
            Path.of("/W"));

    private static String entry(String mask, String mode) {
        return mask + mode + "03000000" + "00000000" // below, padding
                + "0000000000000000" + "00000000" + "00000000" + "00000000" + "00000000" // a SID
                + "1001000000000000";
    }

    @Test
    void theCallsAndTheirBytesAreThese() throws Exception {
        RecordedCalls calls = new RecordedCalls();
        ContainedHandles handles = ContainedStart.start(calls, 4, COMMAND, CONFINEMENT);
        String attributes = "18000000" + "00000000" + "0000000000000000" + "0000000000000000";
        assertThat(calls.told)
                .containsExactly(
                        "container Bulkhead.acme| Acme|",
                        "access /B| " + entry("a9001200", "01000000"),
                        "access /W| " + entry("bf011300", "01000000"),
                        "access /W/.git| " + entry("56010d00", "03000000"),
                        "create job",
                        "job 120 class 9 " + "0000000000000000".repeat(2) + "08260000" + "00000000"
                                + "0000000000000000".repeat(2) + "01000000" + "00000000" + "0000000000000000".repeat(2)
                                + "0000000000000000".repeat(6) + "0000000000000000" + "0000002000000000"
                                + "0000000000000000".repeat(2),
                        "job 120 class 4 ff000000",
                        "job 120 class 15 05000000" + "c4090000",
                        "pipe 65536 " + attributes,
                        "pipe 65536 " + attributes,
                        "pipe 65536 " + attributes,
                        "inherit 130 true",
                        "inherit 160 true",
                        "inherit 180 true",
                        "list of 4",
                        "attribute 20009 1001000000000000" + "0000000000000000" + "00000000" + "00000000",
                        "attribute 20002 3001000000000000" + "6001000000000000" + "8001000000000000",
                        "attribute 2000d 2001000000000000",
                        "attribute 2000e 01000000",
                        "process C:\\B\\java.exe| \"C:\\B\\java.exe\" -cp C:\\B\\app\\* \"two words\"| 8080400"
                                + " SystemRoot=C:\\Windows|TEMP=C:\\W|| /W| "
                                + "70000000" + "00000000" + "0000000000000000".repeat(3) + "00000000".repeat(7)
                                + "00010000" + "0000" + "0000" + "00000000" + "0000000000000000"
                                + "3001000000000000" + "6001000000000000" + "8001000000000000",
                        "close 1a0",
                        "close 130",
                        "close 160",
                        "close 180",
                        "delete list",
                        "free sid 110");
        assertThat(handles).isEqualTo(new ContainedHandles(0x190, 0x120, 4711, 0x140, 0x150, 0x170));
        assertThat(calls.open).isEqualTo(new TreeSet<>(List.of(0x190L, 0x120L, 0x140L, 0x150L, 0x170L)));
    }

    @Test
    void whicheverCallFailsNothingRunsAndNothingStaysOpen() throws Exception {
        RecordedCalls all = new RecordedCalls();
        ContainedStart.start(all, 4, COMMAND, CONFINEMENT);
        int process = all.told.stream().map(told -> told.split(" ")[0]).toList().indexOf("process");
        for (int i = 0; i < process + 1; i++) {
            RecordedCalls calls = new RecordedCalls().failAt(i);
            assertThatThrownBy(() -> ContainedStart.start(calls, 4, COMMAND, CONFINEMENT))
                    .isInstanceOf(IOException.class);
            assertThat(calls.open).as("after a failure of " + calls.told.get(i)).isEmpty();
            assertThat(calls.running).isFalse();
        }
        for (int i = process + 1; i < all.told.size(); i++) {
            RecordedCalls calls = new RecordedCalls().failAt(i);
            assertThatThrownBy(() -> ContainedStart.start(calls, 4, COMMAND, CONFINEMENT))
                    .isInstanceOf(IOException.class);
            assertThat(calls.running)
                    .as("after a failure of " + calls.told.get(i))
                    .isFalse();
        }
    }

    @Test
    void noCallIsMadeForACommandThatCannotBePassed() {
        RecordedCalls calls = new RecordedCalls();
        assertThatThrownBy(() -> ContainedStart.start(calls, 4, List.of("C:\\java.exe", "a\0b"), CONFINEMENT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(calls.told).isEmpty();
    }

    @Test
    void aProcessIsReadWrittenAndEndedThroughItsHandles() throws Exception {
        RecordedCalls calls = new RecordedCalls();
        ContainedProcess process = ContainedProcess.start(calls, COMMAND, CONFINEMENT);
        assertThat(process.pid()).isEqualTo(4711);
        assertThat(process.end().get()).isEqualTo(3);
        int before = calls.told.size();
        try (OutputStream in = process.stdin()) {
            in.write("abc".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(calls.told.subList(before, calls.told.size()))
                .containsExactly("write 616263", "write 63", "close 140");
        assertThat(process.stdout().read()).isEqualTo(-1);
        process.kill();
        assertThat(calls.told).noneMatch(told -> told.startsWith("terminate"));
    }

    /** By the headers: r for what returns nothing, i for 32 bits, l for 64, p for a pointer or handle. */
    @Test
    void eachFunctionIsCalledAsItsHeaderSays() {
        Map<String, String> shapes = WindowsLibrary.FUNCTIONS.entrySet().stream()
                .collect(Collectors.toMap(each -> each.getKey().split(" ")[1], each -> {
                    StringBuilder shape = new StringBuilder(each.getValue()
                            .returnLayout()
                            .map(ContainedStartTest::letter)
                            .orElse("r"));
                    each.getValue().argumentLayouts().forEach(layout -> shape.append(letter(layout)));
                    return shape.toString();
                }));
        assertThat(shapes)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("CreateJobObjectW", "ppp"),
                        Map.entry("SetInformationJobObject", "ipipi"),
                        Map.entry("TerminateJobObject", "ipi"),
                        Map.entry("CreatePipe", "ipppi"),
                        Map.entry("SetHandleInformation", "ipii"),
                        Map.entry("InitializeProcThreadAttributeList", "ipiip"),
                        Map.entry("UpdateProcThreadAttribute", "ipilplpp"),
                        Map.entry("DeleteProcThreadAttributeList", "rp"),
                        Map.entry("CreateProcessW", "ippppiipppp"),
                        Map.entry("WaitForSingleObject", "ipi"),
                        Map.entry("GetExitCodeProcess", "ipp"),
                        Map.entry("ReadFile", "ippipp"),
                        Map.entry("WriteFile", "ippipp"),
                        Map.entry("CloseHandle", "ip"),
                        Map.entry("LocalFree", "pp"),
                        Map.entry("FreeSid", "pp"),
                        Map.entry("GetNamedSecurityInfoW", "ipiippppp"),
                        Map.entry("SetEntriesInAclW", "iippp"),
                        Map.entry("SetNamedSecurityInfoW", "ipiipppp"),
                        Map.entry("CreateAppContainerProfile", "ippppip"),
                        Map.entry("DeriveAppContainerSidFromAppContainerName", "ipp")));
    }

    private static String letter(java.lang.foreign.MemoryLayout layout) {
        return layout instanceof java.lang.foreign.AddressLayout ? "p" : layout.byteSize() == 8 ? "l" : "i";
    }
}
