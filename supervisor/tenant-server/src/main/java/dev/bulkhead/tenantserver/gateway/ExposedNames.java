package dev.bulkhead.tenantserver.gateway;

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
    static final String BETWEEN = "__";

    private static final int HOSTS_TAKE = 64;
    private static final int DIGEST = 8;

    private final int longest;

    public ExposedNames(String tenant) {
        longest = HOSTS_TAKE - "mcp__bulkhead-".length() - tenant.length() - BETWEEN.length();
    }

    /** Returns the name without any shortening. */
    static String full(String upstream, String name) {
        return upstream + BETWEEN + name;
    }

    /** Returns the name as hosts see it. */
    String exposed(String upstream, String name) {
        String full = full(upstream, name);
        int head = Math.max(longest, upstream.length() + BETWEEN.length() + DIGEST + 1) - DIGEST - 1;
        return full.length() <= head + DIGEST + 1 ? full : full.substring(0, head) + "_" + digest(full);
    }

    /** Returns the upstream that {@code exposed} names; "" when it is no such name. */
    static String upstream(String exposed) {
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
