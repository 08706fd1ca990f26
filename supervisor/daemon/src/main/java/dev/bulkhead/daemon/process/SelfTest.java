package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What one new sandbox has to try before it gets a secret (design, rule 6), and what is made of the answers. Immutable, safe for
 * any thread.
 *
 * @param profile the sandbox's, which says what holes are accepted
 * @param targets the planted ones, and what the desktop has anyway
 */
record SelfTest(String profile, List<ProbeTarget> targets) {
    private static final int LONGEST_DETAIL = 80;

    SelfTest {
        targets = List.copyOf(targets);
    }

    /**
     * What the answers say.
     *
     * @param all how many targets there were
     * @param open what was reached and must not be, each with a word on how
     * @param accepted what was reached and is on the list of accepted holes
     */
    record Verdict(int all, List<String> open, List<AcceptedHole> accepted) {
        /** What held, and of how many: {@code 40/40}. An accepted hole counts as held. */
        String score() {
            return all - open.size() + "/" + all;
        }

        /** The score for the audit, with the holes that were accepted. */
        String told() {
            List<String> names = accepted.stream().map(AcceptedHole::target).toList();
            return score() + (names.isEmpty() ? "" : " (accepted: " + String.join(", ", names) + ")");
        }

        String reached() {
            return String.join(", ", open);
        }
    }

    /** Returns the same with {@code target} as well. */
    SelfTest with(ProbeTarget target) {
        List<ProbeTarget> more = new ArrayList<>(targets);
        more.add(target);
        return new SelfTest(profile, more);
    }

    /** Judges {@code results}: whatever is not plainly closed counts as open. No verdict, no access. */
    Verdict judge(JsonNode results) {
        List<String> open = new ArrayList<>();
        List<AcceptedHole> accepted = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            String id = targets.get(i).id();
            JsonNode result = results.path(i);
            if (isOpen(id, result)) {
                AcceptedHole.of(id, profile)
                        .ifPresentOrElse(accepted::add, () -> open.add(id + " (" + detail(result) + ")"));
            }
        }
        return new Verdict(targets.size(), List.copyOf(open), List.copyOf(accepted));
    }

    static boolean isOpen(String id, JsonNode result) {
        boolean isSame = result.path("id").asText().equals(id);
        return !isSame
                || !result.path("open").isBoolean()
                || result.path("open").asBoolean();
    }

    private static String detail(JsonNode result) {
        String detail = BoundedLines.printable(result.path("detail").asText("no answer"));
        return detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) + "…" : detail;
    }
}
