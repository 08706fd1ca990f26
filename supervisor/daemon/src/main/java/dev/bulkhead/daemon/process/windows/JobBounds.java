package dev.bulkhead.daemon.process.windows;

import dev.bulkhead.daemon.sandbox.Confinement;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/** The bounds of a job as SetInformationJobObject takes them (winnt.h). Stateless. */
final class JobBounds {
    private static final int EXTENDED_LIMITS = 9; // JobObjectExtendedLimitInformation
    private static final int UI_RESTRICTIONS = 4; // JobObjectBasicUIRestrictions
    private static final int CPU_RATE = 15; // JobObjectCpuRateControlInformation

    private static final int KILL_ON_JOB_CLOSE = 0x2000;
    private static final int DIE_ON_UNHANDLED_EXCEPTION = 0x400;
    private static final int JOB_MEMORY = 0x200;
    private static final int ACTIVE_PROCESS = 0x8;

    /** Handles of others, clipboard both ways, system parameters, display, atoms, desktops, leaving Windows. */
    private static final int NO_UI = 0xff;

    private static final int RATE_ENABLED = 0x1;
    private static final int RATE_HARD_CAP = 0x4;

    /** The rate is in hundredths of a percent of all processors. */
    private static final int WHOLE = 10_000;

    private JobBounds() {}

    static void set(WindowsCalls calls, long job, Confinement.Job bounds, int processors, Arena arena)
            throws IOException {
        calls.setJob(job, EXTENDED_LIMITS, limits(bounds, arena));
        calls.setJob(job, UI_RESTRICTIONS, ui(arena));
        calls.setJob(job, CPU_RATE, rate(bounds.cpu(), processors, arena));
    }

    static MemorySegment limits(Confinement.Job bounds, Arena arena) {
        StructLayout layout = Layouts.JOBOBJECT_EXTENDED_LIMIT_INFORMATION;
        MemorySegment limits = arena.allocate(layout);
        limits.set(
                ValueLayout.JAVA_INT,
                Layouts.offset(layout, "BasicLimitInformation.LimitFlags"),
                KILL_ON_JOB_CLOSE | DIE_ON_UNHANDLED_EXCEPTION | JOB_MEMORY | ACTIVE_PROCESS);
        limits.set(
                ValueLayout.JAVA_INT,
                Layouts.offset(layout, "BasicLimitInformation.ActiveProcessLimit"),
                bounds.processes());
        limits.set(ValueLayout.JAVA_LONG, Layouts.offset(layout, "JobMemoryLimit"), bounds.memory());
        return limits;
    }

    static MemorySegment ui(Arena arena) {
        MemorySegment ui = arena.allocate(Layouts.JOBOBJECT_BASIC_UI_RESTRICTIONS);
        ui.set(ValueLayout.JAVA_INT, 0, NO_UI);
        return ui;
    }

    static MemorySegment rate(double cpu, int processors, Arena arena) {
        StructLayout layout = Layouts.JOBOBJECT_CPU_RATE_CONTROL_INFORMATION;
        MemorySegment rate = arena.allocate(layout);
        rate.set(ValueLayout.JAVA_INT, Layouts.offset(layout, "ControlFlags"), RATE_ENABLED | RATE_HARD_CAP);
        rate.set(
                ValueLayout.JAVA_INT,
                Layouts.offset(layout, "CpuRate"),
                Math.clamp(Math.round(WHOLE * cpu / processors), 1, WHOLE));
        return rate;
    }
}
