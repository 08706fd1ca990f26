package dev.bulkhead.daemon.sandbox.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the filter of a policy: a search tree over ranges of calls of one verdict, so that a call costs a few comparisons. Stateless. */
final class FilterCompiler {
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;

    /** Calls of the x32 ABI carry this bit and the machine's own architecture. */
    private static final int X32 = 0x40000000;

    private FilterCompiler() {}

    private record Range(int from, Rule rule) {}

    static byte[] compile(Policy policy, Map<String, Integer> table, Architecture architecture)
            throws SeccompException {
        Assembler code = new Assembler();
        code.load(ARCHITECTURE);
        int foreign = code.when(Assembler.JUMP_IF_EQUAL, architecture.audit());
        code.returns(Verdict.KILL);
        code.land(foreign);
        code.load(NUMBER);
        int plain = code.unless(Assembler.JUMP_IF_AT_LEAST, X32);
        code.returns(Verdict.ENOSYS);
        code.land(plain);
        tree(code, ranges(policy.numbered(table)));
        return code.program();
    }

    /** The whole line of numbers, cut where the rule changes. */
    private static List<Range> ranges(TreeMap<Integer, Rule> rules) {
        List<Range> ranges = new ArrayList<>();
        Rule unnamed = Rule.always(Verdict.ENOSYS);
        ranges.add(new Range(0, rules.getOrDefault(0, unnamed)));
        int last = rules.isEmpty() ? 0 : rules.lastKey();
        for (int number = 1; number <= last + 1; number++) {
            Rule rule = rules.getOrDefault(number, unnamed);
            if (!rule.equals(ranges.getLast().rule)) {
                ranges.add(new Range(number, rule));
            }
        }
        return ranges;
    }

    private static void tree(Assembler code, List<Range> ranges) {
        if (ranges.size() == 1) {
            leaf(code, ranges.getFirst().rule);
            return;
        }
        int middle = ranges.size() / 2;
        int right = code.when(Assembler.JUMP_IF_AT_LEAST, ranges.get(middle).from);
        tree(code, ranges.subList(0, middle));
        code.land(right);
        tree(code, ranges.subList(middle, ranges.size()));
    }

    private static void leaf(Assembler code, Rule rule) {
        for (List<Condition> way : rule.ways()) {
            List<Integer> elsewhere = new ArrayList<>();
            for (Condition condition : way) {
                code.load(ARGUMENTS + 8 * condition.argument());
                if (condition.mask() != -1) {
                    code.and(condition.mask());
                }
                elsewhere.add(
                        condition.equal()
                                ? code.unless(Assembler.JUMP_IF_EQUAL, condition.value())
                                : code.when(Assembler.JUMP_IF_EQUAL, condition.value()));
            }
            code.returns(Verdict.ALLOW);
            elsewhere.forEach(code::land);
        }
        code.returns(rule.otherwise());
    }
}
