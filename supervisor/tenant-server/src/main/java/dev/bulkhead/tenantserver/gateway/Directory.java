package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.ExposedNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tenant's upstreams, and what all sessions together have learned of them. Safe for any thread. */
public final class Directory {
    /** What the tenant server can do by itself. */
    public static final String ALONE = "{\"tools\":{\"listChanged\":true},\"logging\":{}}";

    /** What it may be able to do with upstreams of which nothing is known yet. */
    public static final String AT_MOST = "{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true,"
            + "\"listChanged\":true},\"prompts\":{\"listChanged\":true},\"logging\":{},\"completions\":{}}";

    /** Told to the supervisor: its bound for a control message is 1 MiB. */
    private static final int MOST_TOOLS = 2_000;

    /** Of one upstream, in characters: hosts give each word of it to their model. */
    private static final int LONGEST_INSTRUCTIONS = 4_096;

    private final ExposedNames names;
    private final Announcer announcer;
    private final Set<Gateway> sessions = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<String>> tools = new HashMap<>();
    private final Map<String, Set<String>> reading = new HashMap<>();
    private final Map<String, Set<String>> capabilities = new HashMap<>();
    private final Map<String, String> shortened = new HashMap<>();
    private final Map<String, String> instructions = new TreeMap<>();
    private volatile SortedMap<String, Upstream> upstreams = new TreeMap<>();

    public Directory(String tenant, Announcer announcer) {
        this.names = new ExposedNames(tenant);
        this.announcer = announcer;
    }

    /** The upstreams from now on; sessions let go of those that are gone or are others now. */
    public void replace(List<Upstream> now) {
        SortedMap<String, Upstream> fresh = new TreeMap<>();
        now.forEach(upstream -> fresh.put(upstream.name(), upstream));
        synchronized (this) {
            tools.keySet().retainAll(fresh.keySet());
            reading.keySet().retainAll(fresh.keySet());
            capabilities.keySet().retainAll(fresh.keySet());
            if (instructions.keySet().retainAll(fresh.keySet())) {
                announcer.instructions(allInstructions());
            }
        }
        upstreams = fresh;
        sessions.forEach(Gateway::upstreamsChanged);
    }

    ExposedNames names() {
        return names;
    }

    Announcer announcer() {
        return announcer;
    }

    public boolean isEmpty() {
        return upstreams.isEmpty();
    }

    /** In the order of their names. */
    Iterable<Upstream> all() {
        return upstreams.values();
    }

    @Nullable
    Upstream find(String name) {
        return upstreams.get(name);
    }

    void joined(Gateway session) {
        sessions.add(session);
    }

    void left(Gateway session) {
        sessions.remove(session);
    }

    /**
     * Tools of an upstream, by their names: those for hosts, and what these are in full.
     *
     * @param hinted those of them that say they change nothing
     */
    void learnTools(String upstream, Map<String, String> exposedToFull, Set<String> hinted) {
        synchronized (this) {
            Set<String> known = tools.computeIfAbsent(upstream, name -> new TreeSet<>());
            // The last word counts: a tool that no longer says so changes things from now on.
            Set<String> hints = reading.computeIfAbsent(upstream, name -> new TreeSet<>());
            boolean isNews = hints.removeIf(tool -> exposedToFull.containsKey(tool) && !hinted.contains(tool));
            isNews |= hints.addAll(hinted);
            if (known.containsAll(exposedToFull.keySet()) && !isNews) {
                return;
            }
            int others = tools.values().stream().mapToInt(Set::size).sum();
            if (others + exposedToFull.size() > MOST_TOOLS) {
                known.clear(); // One that keeps changing its names is not remembered for all of them.
                hints.retainAll(exposedToFull.keySet());
                shortened
                        .keySet()
                        .removeIf(exposed -> ExposedNames.upstream(exposed).equals(upstream));
            }
            known.addAll(exposedToFull.keySet());
            exposedToFull.forEach((exposed, full) -> {
                if (names.isShort(exposed)) {
                    shortened.put(exposed, full);
                }
            });
            announceTools();
        }
    }

    /** Prompts of an upstream, by their names for hosts, and what these are in full. */
    void learnPrompts(Map<String, String> exposedToFull) {
        synchronized (this) {
            boolean isNews = false;
            for (Map.Entry<String, String> one : exposedToFull.entrySet()) {
                if (names.isShort(one.getKey()) && shortened.size() < MOST_TOOLS) {
                    isNews |= shortened.put(one.getKey(), one.getValue()) == null;
                }
            }
            if (isNews) {
                announceTools();
            }
        }
    }

    /** Under the lock: what is announced later must not be older. */
    private void announceTools() {
        Set<String> all = new TreeSet<>();
        tools.values().forEach(all::addAll);
        Set<String> allReading = new TreeSet<>();
        reading.values().forEach(allReading::addAll);
        announcer.tools(all, Map.copyOf(shortened), allReading);
    }

    /** The capabilities of an upstream that has become ready. */
    void learnCapabilities(String upstream, byte[] json) {
        Set<String> found = new TreeSet<>();
        Span whole = new Span(json, 0, json.length);
        for (String name : List.of("resources", "prompts", "completions")) {
            Span one = JsonObjects.member(whole, name);
            if (one != null) {
                found.add(name);
                Span subscribe = JsonObjects.member(one, "subscribe");
                if (subscribe != null && subscribe.is("true")) {
                    found.add("subscribe");
                }
            }
        }
        synchronized (this) {
            if (!found.equals(capabilities.put(upstream, found))
                    && capabilities.keySet().containsAll(upstreams.keySet())) {
                announcer.capabilities(merged());
            }
        }
    }

    /** What an upstream tells a model of itself; "" when nothing. */
    void learnInstructions(String upstream, String text) {
        synchronized (this) {
            String kept = text.length() > LONGEST_INSTRUCTIONS ? text.substring(0, LONGEST_INSTRUCTIONS) + "…" : text;
            String before = kept.isBlank() ? instructions.remove(upstream) : instructions.put(upstream, kept);
            if (!kept.equals(before == null ? "" : before)) {
                announcer.instructions(allInstructions());
            }
        }
    }

    private String allInstructions() {
        StringBuilder all = new StringBuilder();
        instructions.forEach((upstream, text) -> all.append("\n\nServer '")
                .append(upstream)
                .append("' (tools ")
                .append(upstream)
                .append("__…) says: ")
                .append(text));
        return all.toString();
    }

    /** The capabilities of all together, as JSON. */
    public synchronized String capabilities() {
        return upstreams.isEmpty() ? ALONE : capabilities.keySet().containsAll(upstreams.keySet()) ? merged() : AT_MOST;
    }

    private String merged() {
        Set<String> all = new TreeSet<>();
        capabilities.values().forEach(all::addAll);
        return "{\"tools\":{\"listChanged\":true}"
                + (all.contains("resources")
                        ? ",\"resources\":{\"listChanged\":true"
                                + (all.contains("subscribe") ? ",\"subscribe\":true" : "") + "}"
                        : "")
                + (all.contains("prompts") ? ",\"prompts\":{\"listChanged\":true}" : "")
                + ",\"logging\":{}"
                + (all.contains("completions") ? ",\"completions\":{}" : "") + "}";
    }
}
