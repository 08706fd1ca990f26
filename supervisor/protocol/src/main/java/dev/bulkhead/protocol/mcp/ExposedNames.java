package dev.bulkhead.protocol.mcp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The names under which a host sees an upstream's tools and prompts: {@code <server>__<name>}, shortened where a host would
 * refuse it (64 characters, with the host's own {@code mcp__bulkhead-<tenant>__} before it). The same name is always shortened
 * to the same. Immutable.
 */
public final class ExposedNames {
    /** Between an upstream's name and its tool's; no upstream's name holds it. */
    public static final String BETWEEN = "__";

    private static final int HOSTS_TAKE = 64;
    private static final int DIGEST = 8;

    private final int longest;

    public ExposedNames(String tenant) {
        longest = HOSTS_TAKE - "mcp__bulkhead-".length() - tenant.length() - BETWEEN.length();
    }

    /** Returns the name without any shortening. */
    public static String full(String upstream, String name) {
        return upstream + BETWEEN + name;
    }

    /** Returns the name as hosts see it. */
    public String exposed(String upstream, String name) {
        String full = full(upstream, name);
        int most = longest(upstream);
        return full.length() <= most ? full : full.substring(0, most - DIGEST - 1) + "_" + digest(full);
    }

    private int longest(String upstream) {
        return Math.max(longest, upstream.length() + BETWEEN.length() + DIGEST + 1);
    }

    /**
     * Returns whether {@code exposed} has the shape of a shortened name: what it stands for cannot be seen from it. A name that
     * was never shortened can have it too.
     */
    public boolean isShort(String exposed) {
        int mark = exposed.length() - DIGEST - 1;
        if (mark < 0 || exposed.charAt(mark) != '_') {
            return false;
        }
        for (int i = mark + 1; i < exposed.length(); i++) {
            char c = exposed.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        String upstream = upstream(exposed);
        return !upstream.isEmpty() && exposed.length() == longest(upstream);
    }

    /** Returns the upstream that {@code exposed} names; "" when it is no such name. */
    public static String upstream(String exposed) {
        int between = exposed.indexOf(BETWEEN);
        return between < 0 ? "" : exposed.substring(0, between);
    }

    private static String digest(String full) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(full.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
