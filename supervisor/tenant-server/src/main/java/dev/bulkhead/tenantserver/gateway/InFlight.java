package dev.bulkhead.tenantserver.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The host's requests that an upstream, or the gateway itself, has still to answer. An upstream's answer to what was not asked of
 * it reaches nobody. Safe for any thread: whoever takes a request out answers it.
 */
final class InFlight {
    /** @param rawId as it stands in JSON; {@code member} null: the gateway answers, or has not decided yet */
    record Request(String rawId, @Nullable Member member) {}

    private final Map<String, Request> requests = new HashMap<>();

    /** Returns false when a request with this id is in flight already. */
    synchronized boolean begin(String idKey, String rawId, @Nullable Member member) {
        return requests.putIfAbsent(idKey, new Request(rawId, member)) == null;
    }

    /** Says who answers; false when it was cancelled meanwhile. */
    synchronized boolean assign(String idKey, Member member) {
        return requests.computeIfPresent(idKey, (key, old) -> new Request(old.rawId, member)) != null;
    }

    /** Takes the request out, if it is in flight and {@code member} is who answers it. */
    synchronized boolean finish(String idKey, @Nullable Member member) {
        Request request = requests.get(idKey);
        if (request == null || request.member != member) {
            return false;
        }
        requests.remove(idKey);
        return true;
    }

    synchronized @Nullable Request cancel(String idKey) {
        return requests.remove(idKey);
    }

    /** Takes out all that {@code member} was to answer. */
    synchronized List<Request> drain(Member member) {
        List<Request> all = new ArrayList<>();
        requests.values().removeIf(request -> request.member == member && all.add(request));
        return all;
    }

    synchronized boolean isEmpty() {
        return requests.isEmpty();
    }
}
