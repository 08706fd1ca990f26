package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.mcp.McpList;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The host's open {@code subscriptions/listen} requests (MCP 2026-07-28, subscriptions). Each is acknowledged once: by the session
 * in the lobby, else by the tenant server, which is told of them again whenever there is a new one. Safe for any thread.
 */
final class Subscriptions {
    /** Open at once on one session; more are refused. */
    static final int MAX = 64;

    private static final class Subscription {
        private final String rawId;
        private final Set<McpList> wanted;
        private final boolean ofListsAlone;
        private final byte[] line;

        /** What of the wanted lists the host was told that it will hear of; null before its acknowledgement. */
        private @Nullable Set<McpList> acknowledged;

        Subscription(String rawId, Set<McpList> wanted, boolean ofListsAlone, byte[] line) {
            this.rawId = rawId;
            this.wanted = wanted;
            this.ofListsAlone = ofListsAlone;
            this.line = line;
        }
    }

    private final Map<String, Subscription> open = new LinkedHashMap<>();

    /**
     * Keeps one.
     *
     * @param rawId as it stands in the line
     * @param wanted the lists that it names
     * @param ofListsAlone whether it names nothing of its tenant's
     * @param line the request with its LF
     * @return false when there are too many
     */
    synchronized boolean begin(String idKey, String rawId, Set<McpList> wanted, boolean ofListsAlone, byte[] line) {
        if (open.size() >= MAX) {
            return false;
        }
        open.put(idKey, new Subscription(rawId, wanted, ofListsAlone, line));
        return true;
    }

    /** Returns whether there was such a subscription; it is gone now. */
    synchronized boolean end(String idKey) {
        return open.remove(idKey) != null;
    }

    synchronized boolean isOpen(String idKey) {
        return open.containsKey(idKey);
    }

    /**
     * Returns whether this is the first acknowledgement of an open subscription: the only one that the host gets.
     *
     * @param served the lists that are served, of which it hears of those that it wanted
     */
    synchronized boolean acknowledge(String idKey, Set<McpList> served) {
        Subscription subscription = open.get(idKey);
        if (subscription == null || subscription.acknowledged != null) {
            return false;
        }
        Set<McpList> told = EnumSet.noneOf(McpList.class);
        told.addAll(subscription.wanted);
        told.retainAll(served);
        subscription.acknowledged = told;
        return true;
    }

    /** The raw ids of those that hear of changes of {@code list}; nothing is said on one before its acknowledgement. */
    synchronized List<String> of(McpList list) {
        List<String> ids = new ArrayList<>();
        for (Subscription subscription : open.values()) {
            Set<McpList> told = subscription.acknowledged;
            if (told != null && told.contains(list)) {
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
