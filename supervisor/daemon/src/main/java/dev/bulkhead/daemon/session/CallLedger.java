package dev.bulkhead.daemon.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The host's requests in flight on one session, by id. An answer that matches none reaches nobody. Safe for any thread: whoever
 * removes a call ends it, so that each ends once.
 */
final class CallLedger {
    /** Requests in flight on one session; more are refused. */
    static final int MAX = 1024;

    private final Map<String, Call> calls = new HashMap<>();

    /** Returns false when a request with this id is in flight already. */
    synchronized boolean add(String idKey, Call call) {
        return calls.putIfAbsent(idKey, call) == null;
    }

    synchronized boolean contains(String idKey) {
        return calls.containsKey(idKey);
    }

    synchronized boolean isFull() {
        return calls.size() >= MAX;
    }

    synchronized int size() {
        return calls.size();
    }

    synchronized @Nullable Call remove(String idKey) {
        return calls.remove(idKey);
    }

    /** Takes out exactly this call; returns false when something else has ended it. */
    synchronized boolean remove(String idKey, Call call) {
        if (calls.get(idKey) != call) {
            return false;
        }
        calls.remove(idKey);
        return true;
    }

    /** Puts {@code next} in the place of exactly {@code call}; returns false when something else has ended it. */
    synchronized boolean replace(String idKey, Call call, Call next) {
        if (calls.get(idKey) != call) {
            return false;
        }
        calls.put(idKey, next);
        return true;
    }

    /** Takes out the call that an answer on {@code link} is for: never one that went to a newer lane. */
    synchronized @Nullable Call answered(String idKey, long link) {
        Call call = calls.get(idKey);
        return call == null || call.link() > link ? null : calls.remove(idKey);
    }

    /** Takes out all that went to {@code link} or to one before it. */
    synchronized List<Call> drain(long link) {
        List<Call> all = new ArrayList<>();
        calls.values().removeIf(call -> call.link() <= link && all.add(call));
        return all;
    }
}
