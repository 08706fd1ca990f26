package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.tenantserver.bridge.LegacyCall.Ask;
import java.util.ArrayList;
import java.util.List;

/** What a legacy upstream has asked and not been answered, wherever it is kept. */
final class Questions {
    private static final int MOST_HELD = 16;

    private final AtUpstream upstream;
    private final Parking parking;

    /** What was asked while nothing was in flight: {@code roots/list}, right after the handshake. */
    private final List<Ask> held = new ArrayList<>();

    Questions(AtUpstream upstream, Parking parking) {
        this.upstream = upstream;
        this.parking = parking;
    }

    /** Keeps a question until a call comes that its host can be asked with; false when too many are kept. */
    boolean hold(Ask ask) {
        return held.size() < MOST_HELD && held.add(ask);
    }

    /** Gives {@code call} what is held, if there is something and its host can be asked. */
    boolean takeOver(LegacyCall call) {
        if (held.isEmpty() || Asking.lacking(call.request.capabilities, "roots/list", null) != null) {
            return false;
        }
        for (Ask ask : held) {
            call.add(ask);
        }
        held.clear();
        return true;
    }

    /** Whether the upstream waits for an answer to a request of this id. */
    boolean isAsked(String key) {
        return find(key, false);
    }

    /** The upstream takes back what it asked. */
    void cancelled(String key) {
        find(key, true);
    }

    private boolean find(String key, boolean remove) {
        boolean found = contains(held, key, remove);
        for (LegacyCall call : upstream.calls()) {
            found |= contains(call.asks, key, remove);
        }
        for (LegacyCall call : parking.calls()) {
            found |= contains(call.asks, key, remove);
        }
        return found;
    }

    private static boolean contains(List<Ask> asks, String key, boolean remove) {
        for (Ask ask : asks) {
            if (ask.id != null && ask.key.equals(key)) {
                return !remove || asks.remove(ask);
            }
        }
        return false;
    }
}
