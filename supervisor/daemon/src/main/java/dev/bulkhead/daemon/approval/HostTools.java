package dev.bulkhead.daemon.approval;

import dev.bulkhead.daemon.tenant.ToolPattern;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gives a host fewer tools than the sign-in has. Stateless. */
public final class HostTools {
    /** Every tool. */
    public static final List<ToolPattern> ALL = List.of(new ToolPattern("*"));

    private HostTools() {}

    /**
     * Returns patterns for what both {@code granted} and {@code limit} name. Never more than that; less where two patterns only
     * overlap ({@code a_*} and {@code *_b}), since no pattern names what they share.
     */
    public static List<ToolPattern> within(List<ToolPattern> granted, List<ToolPattern> limit) {
        if (limit.equals(ALL)) {
            return granted;
        }
        Set<ToolPattern> both = new LinkedHashSet<>();
        for (ToolPattern one : granted) {
            for (ToolPattern other : limit) {
                // A star of the one can only be met by a star of the other, as if it were a letter of its own.
                if (one.matches(other.value())) {
                    both.add(other);
                } else if (other.matches(one.value())) {
                    both.add(one);
                }
            }
        }
        return List.copyOf(both);
    }
}
