package dev.bulkhead.daemon.tenant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says by which patterns one set of tool rules lets more through than another.
 *
 * <p>Sound, not exact: a tool that may do more than before is always named by some sentence, while a change that is in truth
 * a narrowing may be taken for a widening when no single pattern shows it.
 */
final class ToolWidening {
    private ToolWidening() {}

    static List<String> of(TenantSettings.Tools accepted, TenantSettings.Tools changed) {
        List<String> wider = new ArrayList<>();
        for (ToolPattern allow : changed.allow()) {
            if (!covered(allow, accepted.allow(), changed.deny())) {
                wider.add("tools.allow: \"" + allow + "\" is allowed, which it was not");
            }
        }
        for (ToolPattern ask : changed.ask()) {
            if (!covered(ask, accepted.allow(), accepted.ask(), changed.deny())) {
                wider.add("tools.ask: \"" + ask + "\" can be called after asking, which it could not");
            }
        }
        for (ToolPattern ask : accepted.ask()) {
            if (!covered(ask, changed.ask(), changed.deny()) && meets(ask, changed.allow())) {
                wider.add("tools.ask: \"" + ask + "\" is no longer asked for");
            }
        }
        for (ToolPattern deny : accepted.deny()) {
            if (!covered(deny, changed.deny()) && (meets(deny, changed.allow()) || meets(deny, changed.ask()))) {
                wider.add("tools.deny: \"" + deny + "\" is no longer denied");
            }
        }
        return wider;
    }

    /** Returns whether each of {@code patterns} is covered by one of {@code limit}. */
    static boolean isWithin(List<ToolPattern> patterns, List<ToolPattern> limit) {
        return patterns.stream().allMatch(pattern -> covered(pattern, limit));
    }

    /** Returns whether one of {@code patterns} names every tool that {@code pattern} names. */
    @SafeVarargs
    private static boolean covered(ToolPattern pattern, Collection<ToolPattern>... patterns) {
        // A star of the one can only be met by a star of the other, as if it were a letter of its own.
        return Stream.of(patterns).flatMap(Collection::stream).anyMatch(other -> other.matches(pattern.value()));
    }

    private static boolean meets(ToolPattern pattern, List<ToolPattern> others) {
        return others.stream().anyMatch(other -> meet(pattern.value(), other.value()));
    }

    /** Returns whether there is a name that both patterns match. */
    private static boolean meet(String one, String other) {
        boolean[][] meet = new boolean[one.length() + 1][other.length() + 1];
        for (int i = one.length(); i >= 0; i--) {
            for (int j = other.length(); j >= 0; j--) {
                boolean oneEnds = i == one.length();
                boolean otherEnds = j == other.length();
                if (oneEnds && otherEnds) {
                    meet[i][j] = true;
                } else if (!oneEnds && one.charAt(i) == '*') {
                    meet[i][j] = meet[i + 1][j] || !otherEnds && meet[i][j + 1];
                } else if (!otherEnds && other.charAt(j) == '*') {
                    meet[i][j] = meet[i][j + 1] || !oneEnds && meet[i + 1][j];
                } else {
                    meet[i][j] = !oneEnds && !otherEnds && one.charAt(i) == other.charAt(j) && meet[i + 1][j + 1];
                }
            }
        }
        return meet[0][0];
    }
}
