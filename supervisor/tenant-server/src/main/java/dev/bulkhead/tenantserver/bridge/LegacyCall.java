package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of a modern host at a legacy upstream, over all the requests that the host makes of it: it was sent once, and each
 * retry of the host only takes its place.
 */
final class LegacyCall {
    enum Stage {
        /** Not sent: another call that may be asked about has to end first. */
        QUEUED,
        /** Not sent: what the upstream asked before is put to the host first. */
        HELD,
        RUNNING,
        /** Sent; the host was asked, and is to come back. */
        PARKED,
        /** Refused by the upstream until the user has been somewhere; sent anew when the host comes back. */
        REFUSED,
        DONE
    }

    /** Something that the upstream asks. */
    static final class Ask {
        /** The key under which the host is asked; never used twice in one call. */
        String name = "";

        final String key;
        final String method;
        final JsonObject params;

        /** The upstream's id; null when it asked by an error. */
        final @Nullable Span id;

        Ask(String key, @Nullable Span id, String method, JsonObject params) {
            this.key = key;
            this.id = id;
            this.method = method;
            this.params = params;
        }
    }

    /** The host's request that is to be answered, or that was answered last. */
    ModernRequest request;

    Stage stage = Stage.QUEUED;

    /** Which it is of those that were sent. */
    long order;

    String upstreamId = "";

    /** The progress token at the upstream; "" for none. */
    String upstreamToken = "";

    boolean isTask;
    String taskId = "";
    int rounds;
    final List<Ask> asks = new ArrayList<>();
    int askCount;
    String handle = "";
    byte[] digest = {};

    Ends.@Nullable Timer expiry;

    Ends.@Nullable Timer gathering;

    /** The upstream's answer, when it came while the host was away. */
    @Nullable
    JsonObject finished;

    LegacyCall(ModernRequest request) {
        this.request = request;
    }

    /** Whether a host's request waits for an answer. */
    boolean isAwaited() {
        return stage == Stage.QUEUED || stage == Stage.RUNNING;
    }

    /** Whether the upstream works on it. */
    boolean isAtUpstream() {
        return stage == Stage.RUNNING || stage == Stage.PARKED;
    }

    void add(Ask ask) {
        ask.name = "ask-" + ++askCount;
        asks.add(ask);
    }

    void stopTimers() {
        Ends.Timer expires = expiry;
        Ends.Timer gathers = gathering;
        if (expires != null) {
            expires.cancel();
        }
        if (gathers != null) {
            gathers.cancel();
        }
        expiry = null;
        gathering = null;
    }
}
