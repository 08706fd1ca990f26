package dev.bulkhead.cli;

import dev.bulkhead.protocol.home.FileProblem;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One thing that {@code bulkhead doctor} looked at.
 *
 * @param cure what to do; empty where all is well
 */
record Finding(String what, boolean good, String detail, String cure) {
    /** Returns what {@code look} finds; where that fails, this is the finding: what else is wrong is still looked for. */
    static List<Finding> orWhyNot(String what, Callable<List<Finding>> look) {
        try {
            return look.call();
        } catch (Exception e) {
            String why = e instanceof IOException io ? FileProblem.of(io) : String.valueOf(e.getMessage());
            return List.of(new Finding(
                    what, false, "cannot be looked at: " + why, "put that right, then run bulkhead doctor again"));
        }
    }
}
