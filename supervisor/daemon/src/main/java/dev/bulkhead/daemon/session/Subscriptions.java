package dev.bulkhead.daemon.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The host's open {@code subscriptions/listen} requests (MCP 2026-07-28, subscriptions). Each is acknowledged once: by the session
 * in the lobby, else by the tenant server, which is told of them again whenever there is a new one. Safe for any thread.
 */
final class Subscriptions {
    /** Open at once on one session; more are refused. */
    static final int MAX = 64;

    private static final class Subscription {
        private final String rawId;
        private final boolean ofTools;
        private final boolean ofListsAlone;
        private final byte[] line;
        private boolean acknowledged;

        Subscription(String rawId, boolean ofTools, boolean ofListsAlone, byte[] line) {
            this.rawId = rawId;
            this.ofTools = ofTools;
            this.ofListsAlone = ofListsAlone;
            this.line = line;
        }
    }

    private final Map<String, Subscription> open = new LinkedHashMap<>();

    /**
     * Keeps one.
     *
     * @param rawId as it stands in the line
     * @param ofListsAlone whether it names nothing of its tenant's
     * @param line the request with its LF
     * @return false when there are too many
     */
    synchronized boolean begin(String idKey, String rawId, boolean ofTools, boolean ofListsAlone, byte[] line) {
        if (open.size() >= MAX) {
            return false;
        }
        open.put(idKey, new Subscription(rawId, ofTools, ofListsAlone, line));
        return true;
    }

    /** Returns whether there was such a subscription; it is gone now. */
    synchronized boolean end(String idKey) {
        return open.remove(idKey) != null;
    }

    synchronized boolean isOpen(String idKey) {
        return open.containsKey(idKey);
    }

    /** Returns whether this is the first acknowledgement of an open subscription: the only one that the host gets. */
    synchronized boolean acknowledge(String idKey) {
        Subscription subscription = open.get(idKey);
        if (subscription == null || subscription.acknowledged) {
            return false;
        }
        subscription.acknowledged = true;
        return true;
    }

    /** The raw ids of those that want to hear of changed tools; nothing is said on one before its acknowledgement. */
    synchronized List<String> ofTools() {
        List<String> ids = new ArrayList<>();
        for (Subscription subscription : open.values()) {
            if (subscription.ofTools && subscription.acknowledged) {
                ids.add(subscription.rawId);
            }
        }
        return ids;
    }

    /** The raw ids of those that name what is their tenant's. */
    synchronized List<String> ofResources() {
        return open.values().stream()
                .filter(subscription -> !subscription.ofListsAlone)
                .map(subscription -> subscription.rawId)
                .toList();
    }

    /** Returns those that hear of lists and of nothing else: what names a resource of one tenant is no other tenant's to see. */
    synchronized Subscriptions ofListsAlone() {
        Subscriptions same = new Subscriptions();
        open.forEach((key, subscription) -> {
            if (subscription.ofListsAlone) {
                same.open.put(key, subscription);
            }
        });
        return same;
    }

    /** The requests, for a new tenant server. */
    synchronized List<byte[]> replay() {
        List<byte[]> lines = new ArrayList<>();
        for (Subscription subscription : open.values()) {
            lines.add(subscription.line);
        }
        return lines;
    }
}
