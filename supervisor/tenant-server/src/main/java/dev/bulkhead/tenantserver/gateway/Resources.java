package dev.bulkhead.tenantserver.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whose a resource is. Resources keep their own URIs; where two upstreams have the same, the first in the order of names has it,
 * and the others' are told apart by {@code <server>+<uri>}, a form that is always understood. Safe for any thread.
 */
final class Resources {
    private static final int MOST = 100_000;

    private final Directory directory;
    private final Map<String, String> owners = new LinkedHashMap<>();
    private final SortedMap<String, String> templates = new TreeMap<>();

    Resources(Directory directory) {
        this.directory = directory;
    }

    /** Whose a URI is, and what it is to that upstream. */
    record Route(String upstream, String uri) {}

    /** Takes a URI, or a template of RFC 6570, that {@code upstream} lists; returns it as hosts see it. */
    synchronized String claim(String upstream, String uri) {
        int brace = uri.indexOf('{');
        Map<String, String> map = brace < 0 ? owners : templates;
        String key = brace < 0 ? uri : uri.substring(0, brace);
        if (map.size() >= MOST) {
            return upstream + "+" + uri;
        }
        String owner = map.get(key);
        if (owner == null || directory.find(owner) == null || brace >= 0 && upstream.compareTo(owner) < 0) {
            map.put(key, upstream);
            owner = upstream;
        }
        return owner.equals(upstream) || brace >= 0 ? uri : upstream + "+" + uri;
    }

    /** Returns whose {@code uri} is, as far as it was listed or says so itself; else null. */
    synchronized @Nullable Route find(String uri) {
        String owner = owners.get(uri);
        if (owner != null && directory.find(owner) != null) {
            return new Route(owner, uri);
        }
        int plus = uri.indexOf('+');
        if (plus > 0 && directory.find(uri.substring(0, plus)) != null) {
            return new Route(uri.substring(0, plus), uri.substring(plus + 1));
        }
        String best = null;
        for (String prefix : templates.keySet()) {
            if (uri.startsWith(prefix) && (best == null || prefix.length() > best.length()) && !prefix.isEmpty()) {
                best = prefix;
            }
        }
        String template = best == null ? null : templates.get(best);
        return template == null || directory.find(template) == null ? null : new Route(template, uri);
    }

    /** An upstream said that its resources are others now. */
    synchronized void forget(String upstream) {
        owners.values().removeIf(upstream::equals);
        templates.values().removeIf(upstream::equals);
    }
}
