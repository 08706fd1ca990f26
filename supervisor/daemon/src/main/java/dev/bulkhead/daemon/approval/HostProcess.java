package dev.bulkhead.daemon.approval;

import java.util.List;

/**
 * The process behind a connection: the host that launched the launcher.
 *
 * @param program the host
 * @param parents its ancestors, its parent first; for the consultant to look at
 * @param standing how sure it is that the process is the host
 */
public record HostProcess(RunningProgram program, List<RunningProgram> parents, Standing standing) {
    /** What is known of who launched. */
    public enum Standing {
        /** The launcher's parent. */
        PARENT,
        /** The launcher itself: whoever launched it has let it go, and could be anybody. */
        LET_GO
    }

    public HostProcess {
        parents = List.copyOf(parents);
    }
}
