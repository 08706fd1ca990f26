package dev.bulkhead.cli;

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
            return List.of(new Finding(
                    what,
                    false,
                    "cannot be looked at: " + Main.sentence(e),
                    "put that right, then run bulkhead doctor again"));
        }
    }
}
