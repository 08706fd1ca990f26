package dev.bulkhead.daemon.sandbox.seccomp;

import java.util.Map;
import java.util.TreeMap;

/** A policy by the names of system calls; what it does not name fails with ENOSYS. Immutable. */
record Policy(String name, Map<String, Rule> rules) {
    Policy {
        rules = Map.copyOf(rules);
    }

    /** The rules by number, for the calls that {@code table} knows. */
    TreeMap<Integer, Rule> numbered(Map<String, Integer> table) {
        TreeMap<Integer, Rule> numbered = new TreeMap<>();
        rules.forEach((call, rule) -> {
            Integer number = table.get(call);
            if (number != null) {
                numbered.put(number, rule);
            }
        });
        return numbered;
    }
}
