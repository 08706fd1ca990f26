package dev.bulkhead.protocol.frame;

/** The numbers that both ends of the pipe agree on. */
public final class Frames {
    /** The lane of control messages: JSON objects, one a line. */
    public static final int CONTROL_LANE = 0;

    /** Most bytes that one frame carries. */
    public static final int MAX_PAYLOAD = 64 * 1024;

    /**
     * Bytes that each side may send on a lane before the other has to grant more; lane 0 is not limited. The receiver grants
     * by a {@code credit} message on lane 0 what it has taken off the lane.
     */
    public static final int INITIAL_CREDIT = 1024 * 1024;

    /** Longest header: two ten-digit numbers, a space and a line feed. */
    static final int MAX_HEADER = 22;

    private Frames() {}
}
