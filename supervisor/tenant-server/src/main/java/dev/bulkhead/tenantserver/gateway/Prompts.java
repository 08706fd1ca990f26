package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.mcp.ExposedNames;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What shortened names of prompts stand for. Safe for any thread. */
final class Prompts {
    private static final int MOST = 10_000;

    private final ExposedNames names;
    private final Map<String, String> shortened = new HashMap<>();

    Prompts(ExposedNames names) {
        this.names = names;
    }

    synchronized void learn(Member member, String own) {
        String exposed = names.exposed(member.name(), own);
        if (!exposed.equals(ExposedNames.full(member.name(), own)) && shortened.size() < MOST) {
            shortened.put(exposed, own);
        }
    }

    /** Returns the upstream's own name; null when {@code exposed} is not one of {@code upstream}'s. */
    synchronized @Nullable String ownName(String upstream, String exposed) {
        String known = shortened.get(exposed);
        String prefix = ExposedNames.full(upstream, "");
        return known != null ? known : exposed.startsWith(prefix) ? exposed.substring(prefix.length()) : null;
    }
}
