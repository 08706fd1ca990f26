package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A modern host asks for log messages with each request, a legacy upstream is told a level once: the most verbose that a request
 * in flight wants. What comes when none wants it is dropped.
 */
final class LogSwitch {
    private final boolean hasLogs;
    private final Ends ends;
    private final Map<String, ModernRequest> live = new HashMap<>();
    private int set = -1;
    private int count;

    LogSwitch(Capabilities capabilities, Ends ends) {
        this.hasLogs = capabilities.has("logging");
        this.ends = ends;
    }

    /** Before the request is sent. */
    void begin(ModernRequest request) {
        if (request.logSeverity < 0 || !hasLogs) {
            return;
        }
        live.put(request.key, request);
        int wanted = wanted();
        if (wanted != set) {
            set = wanted;
            try {
                JsonObject params = new JsonObject().putText("level", LogLevels.name(wanted));
                ends.toUpstream(Messages.request("bulkhead-level-" + count++, "logging/setLevel", params));
            } catch (IOException e) {
                ends.noise("a log level could not be set: " + e.getMessage());
            }
        }
    }

    void end(ModernRequest request) {
        live.remove(request.key, request);
    }

    boolean isWanted(@Nullable Span level) {
        int severity = level == null ? -1 : LogLevels.severity(level);
        return severity >= 0 && !live.isEmpty() && severity >= wanted();
    }

    /** Whether this is the answer to a level that was set. */
    static boolean isAnswer(String key) {
        return key.startsWith("s:bulkhead-level-");
    }

    private int wanted() {
        int wanted = Integer.MAX_VALUE;
        for (ModernRequest request : live.values()) {
            wanted = Math.min(wanted, request.logSeverity);
        }
        return wanted;
    }
}
