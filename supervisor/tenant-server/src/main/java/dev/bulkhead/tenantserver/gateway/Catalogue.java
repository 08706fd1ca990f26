package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tools that one upstream offers in one session: what is not in it is not called. Read whole before the first call, and
 * again after the upstream said that they changed. Safe for any thread.
 */
final class Catalogue {
    /** Of one upstream; a list that goes on for ever must end somewhere. */
    private static final int MOST_PAGES = 100;

    private static final int MOST_TOOLS = 10_000;

    private final Gateway gateway;
    private final Member member;
    private final Map<String, String> ownNames = new HashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean isWhole;
    private boolean isReading;
    private boolean hasFailed;

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
            read("", 1);
        }
    }

    private synchronized boolean isWhole() {
        return isWhole;
    }

    private void read(String cursorField, int page) {
        gateway.ask(member, "tools/list", cursorField, (line, whole) -> {
            Span cursor = line.inner("nextCursor");
            Span tools = line.inner("tools");
            if (tools != null) {
                learn(Lists.elements(tools));
            }
            if (tools != null && cursor != null && cursor.first() == '"' && page < MOST_PAGES && size() < MOST_TOOLS) {
                read("\"cursor\":" + JsonStrings.quote(cursor.text()), page + 1);
            } else {
                read(tools != null);
            }
        });
    }

    private synchronized int size() {
        return ownNames.size();
    }

    private void read(boolean isGood) {
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

    /** Takes tools that were listed, and returns their names for hosts; null for one without a name. */
    List<@Nullable String> learn(List<Span> tools) {
        List<@Nullable String> exposed = new ArrayList<>(tools.size());
        Map<String, String> full = new HashMap<>();
        synchronized (this) {
            for (Span tool : tools) {
                Span name = Lists.member(tool, "name");
                if (name == null || name.first() != '"') {
                    exposed.add(null);
                    continue;
                }
                String own = name.text();
                String shown = gateway.names().exposed(member.name(), own);
                exposed.add(shown);
                ownNames.put(shown, own);
                full.put(shown, ExposedNames.full(member.name(), own));
            }
        }
        gateway.directory().learnTools(member.name(), full);
        return exposed;
    }

    /** The upstream's tools are others now: the next call reads them anew. */
    synchronized void forget() {
        ownNames.clear();
        isWhole = false;
    }
}
