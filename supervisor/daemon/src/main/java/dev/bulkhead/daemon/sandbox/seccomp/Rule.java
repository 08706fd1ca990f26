package dev.bulkhead.daemon.sandbox.seccomp;

import java.util.List;

/**
 * What happens to one system call.
 *
 * @param ways each a list of conditions that hold together; any one of them allows the call. Empty: none is needed
 * @param otherwise the verdict when no way holds; with no ways, the verdict
 */
record Rule(List<List<Condition>> ways, Verdict otherwise) {
    Rule {
        ways = ways.stream().map(List::copyOf).toList();
    }

    static Rule always(Verdict verdict) {
        return new Rule(List.of(), verdict);
    }

    Verdict verdict(long[] arguments) {
        for (List<Condition> way : ways) {
            if (way.stream().allMatch(condition -> condition.holds(arguments))) {
                return Verdict.ALLOW;
            }
        }
        return otherwise;
    }
}
