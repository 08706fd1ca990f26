package dev.bulkhead.tenantserver.tool;

import java.util.List;

/**
 * What a session may call, and until when.
 *
 * @param tools names of tools, in which {@code *} stands for any characters
 * @param expires seconds since 1970, UTC, or {@link #NEVER}
 */
public record Rights(List<String> tools, long expires) {
    /** For a server that was started by hand. */
    public static final long NEVER = Long.MAX_VALUE;

    public Rights {
        tools = List.copyOf(tools);
    }

    /** Whether one of the patterns names {@code tool}. */
    public boolean allows(String tool) {
        for (String pattern : tools) {
            if (matches(pattern, tool)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the patterns may name a tool that begins with {@code prefix}. */
    public boolean allowsSomeOf(String prefix) {
        for (String pattern : tools) {
            int star = pattern.indexOf('*');
            String plain = star < 0 ? pattern : pattern.substring(0, star);
            if (plain.startsWith(prefix) || star >= 0 && prefix.startsWith(plain)) {
                return true;
            }
        }
        return false;
    }

    /** Goes back to the last {@code *} alone, so that no pattern takes more than length times length. */
    private static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
