package dev.bulkhead.daemon.process.windows;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Variables as CreateProcessW takes them: {@code NAME=value}, each with a NUL, sorted by name without case, and one NUL more, in UTF-16.
 * Stateless.
 */
final class EnvironmentBlock {
    private EnvironmentBlock() {}

    /** @throws IllegalArgumentException when a variable cannot be passed, or two differ in case alone */
    static byte[] of(Map<String, String> variables) {
        TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        variables.forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("'" + name + "' is no variable that Windows can pass: rename it");
            }
            if (sorted.put(name, value) != null) {
                throw new IllegalArgumentException(
                        "'" + name + "' stands twice among the variables, which Windows compares without case");
            }
        });
        StringBuilder block = new StringBuilder();
        sorted.forEach(
                (name, value) -> block.append(name).append('=').append(value).append('\0'));
        if (sorted.isEmpty()) {
            block.append('\0');
        }
        return block.append('\0').toString().getBytes(StandardCharsets.UTF_16LE);
    }
}
