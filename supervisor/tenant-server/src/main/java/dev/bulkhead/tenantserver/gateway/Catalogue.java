package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.ExposedNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tools that one upstream offers in one session: what is not in it is not called. Read whole before the first call, and
 * again after the upstream said that they changed. Safe for any thread.
 */
final class Catalogue {
    /** Of one upstream; a list that goes on for ever must end somewhere. */
    private static final int MOST_PAGES = 100;

    private static final int MOST_TOOLS = 1_000;

    /** MCP 2025-11-25, tools: names have 1 to 128 characters. */
    private static final int LONGEST_NAME = 128;

    /** One that says at every reading that its tools have changed meanwhile must be believed at last. */
    private static final int MOST_READINGS = 3;

    private final Gateway gateway;
    private final Member member;
    private final Map<String, String> ownNames = new HashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean isWhole;
    private boolean isReading;
    private boolean hasFailed;
    private int changes;

    Catalogue(Gateway gateway, Member member) {
        this.gateway = gateway;
        this.member = member;
    }

    /** Returns the upstream's own name of a tool; null while it is not known, or when there is none. */
    synchronized @Nullable String ownName(String exposed) {
        return ownNames.get(exposed);
    }

    /** Whether the last reading failed: then nothing can be said of what is not in it. */
    synchronized boolean hasFailed() {
        return hasFailed;
    }

    /** Runs {@code then} once all that the upstream offers is known, or could not be learned. */
    void whenWhole(Runnable then) {
        synchronized (this) {
            if (!isWhole) {
                waiting.add(then);
                if (isReading) {
                    return;
                }
                isReading = true;
            }
        }
        if (isWhole()) {
            then.run();
        } else {
            read(1);
        }
    }

    private void read(int reading) {
        int before;
        synchronized (this) {
            before = changes;
        }
        read("", 1, isGood -> {
            boolean hasChanged;
            synchronized (this) {
                hasChanged = changes != before;
            }
            if (isGood && hasChanged && reading < MOST_READINGS) {
                read(reading + 1);
            } else {
                finish(isGood);
            }
        });
    }

    private synchronized boolean isWhole() {
        return isWhole;
    }

    private void read(String cursorField, int page, Consumer<Boolean> then) {
        gateway.ask(member, "tools/list", cursorField, (line, whole) -> {
            Span cursor = line.inner("nextCursor");
            Span tools = line.inner("tools");
            if (tools != null) {
                learn(Lists.elements(tools));
            }
            if (tools != null && cursor != null && cursor.first() == '"' && page < MOST_PAGES && size() < MOST_TOOLS) {
                read("\"cursor\":" + JsonStrings.quote(cursor.text()), page + 1, then);
            } else {
                then.accept(tools != null);
            }
        });
    }

    private synchronized int size() {
        return ownNames.size();
    }

    private void finish(boolean isGood) {
        List<Runnable> all;
        synchronized (this) {
            isReading = false;
            isWhole = isGood;
            hasFailed = !isGood;
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(Runnable::run);
    }

    /** Takes tools that were listed, and returns their names for hosts; null for one whose name is none. */
    List<@Nullable String> learn(List<Span> tools) {
        List<@Nullable String> exposed = new ArrayList<>(tools.size());
        Map<String, String> full = new HashMap<>();
        Set<String> hinted = new HashSet<>();
        synchronized (this) {
            for (Span tool : tools) {
                Span name = Lists.member(tool, "name");
                String own = name == null || name.first() != '"' ? "" : name.text();
                if (own.isEmpty()
                        || own.length() > LONGEST_NAME
                        || ownNames.size() >= MOST_TOOLS && !ownNames.containsValue(own)) {
                    exposed.add(null);
                    continue;
                }
                String shown = gateway.names().exposed(member.name(), own);
                exposed.add(shown);
                ownNames.put(shown, own);
                full.put(shown, ExposedNames.full(member.name(), own));
                Span hint = Lists.member(Lists.member(tool, "annotations"), "readOnlyHint");
                if (hint != null && hint.is("true")) {
                    hinted.add(shown);
                } else {
                    hinted.remove(shown); // Of two tools of one name, the one that changes things counts.
                }
            }
        }
        gateway.directory().learnTools(member.name(), full, hinted);
        return exposed;
    }

    /** The upstream's tools are others now: the next call reads them anew. */
    synchronized void forget() {
        if (isWhole || isReading && !ownNames.isEmpty()) {
            changes++;
        }
        ownNames.clear();
        isWhole = false;
    }
}
