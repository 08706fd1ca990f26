package dev.bulkhead.ui.model;

/**
 * A process on this desktop, by the kernel's word.
 *
 * @param executable its file as the kernel names it, or "?"
 */
public record Program(long pid, String executable) {
    /** The file's name without its folders. */
    public String fileName() {
        return executable.substring(Math.max(executable.lastIndexOf('/'), executable.lastIndexOf('\\')) + 1);
    }
}
