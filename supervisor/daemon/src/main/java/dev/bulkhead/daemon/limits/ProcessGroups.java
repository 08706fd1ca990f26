package dev.bulkhead.daemon.limits;

/** Ends process groups, so that nothing of a start that was broken off stays: kill(2). Safe for any thread. */
public final class ProcessGroups {
    private final Posix posix = new Posix();

    /**
     * Sends SIGKILL to every process of the group that {@code leader} leads; does nothing when there is none.
     *
     * @param leader a process that was not waited for yet: else its number may be another's
     */
    public void kill(long leader) {
        posix.signal(-leader, Posix.SIGKILL);
    }
}
