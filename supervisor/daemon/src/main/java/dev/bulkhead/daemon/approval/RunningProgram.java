package dev.bulkhead.daemon.approval;

import java.time.Instant;

/**
 * One process by the kernel's word.
 *
 * @param started when it was started: with its number it names one process, since numbers are used again
 * @param executable the file that it runs, for people; what counts is measured, see {@link Executables}
 */
public record RunningProgram(long pid, Instant started, String executable) {
    @Override
    public String toString() {
        return pid + " " + executable;
    }
}
