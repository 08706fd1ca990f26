package dev.bulkhead.tenantserver.bridge;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a host has said that outlives a process of the upstream: the next one is told anew. One thread at a time. */
public final class Said {
    /** Most subscriptions that are kept for one host and upstream. */
    static final int MOST = 1000;

    /** A legacy host's {@code logging/setLevel}, as JSON; null when it never asked. */
    byte @Nullable [] level;

    /** A legacy host's subscriptions: URIs, each with its JSON. */
    final Map<String, byte[]> resources = new LinkedHashMap<>();

    /** A modern host's {@code subscriptions/listen}, by the key of their ids. */
    final Map<String, Listen> listens = new LinkedHashMap<>();

    /** A {@code subscriptions/listen} that is open. */
    static final class Listen {
        final byte[] line;
        boolean isAcknowledged;

        Listen(byte[] line) {
            this.line = line;
        }
    }

    /** Whether there is something to tell. */
    public boolean isEmpty() {
        return level == null && resources.isEmpty() && listens.isEmpty();
    }

    /** Keeps a listen for when the upstream runs; false when too many are kept. */
    public boolean listen(String key, byte[] line) {
        if (listens.size() >= MOST || listens.containsKey(key)) {
            return false;
        }
        listens.put(key, new Listen(line));
        return true;
    }

    /** The host has cancelled a listen; false when there is no such. */
    public boolean cancelListen(String key) {
        return listens.remove(key) != null;
    }

    public void level(byte[] json) {
        level = json;
    }

    public void unsubscribe(String uri) {
        resources.remove(uri);
    }

    /** False when too many are kept. */
    boolean subscribe(String uri, byte[] json) {
        if (resources.size() >= MOST && !resources.containsKey(uri)) {
            return false;
        }
        resources.put(uri, json);
        return true;
    }
}
