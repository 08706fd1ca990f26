package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.Span;

/** The levels of MCP's log messages, which are those of RFC 5424. */
final class LogLevels {
    private static final String[] LEVELS = {
        "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"
    };

    private LogLevels() {}

    /** How severe a level is, from 0; -1 for what is no level. */
    static int severity(Span json) {
        if (json.first() == '"') {
            String text = json.text();
            for (int i = 0; i < LEVELS.length; i++) {
                if (LEVELS[i].equals(text)) {
                    return i;
                }
            }
        }
        return -1;
    }

    static boolean isLevel(Span json) {
        return severity(json) >= 0;
    }

    static String name(int severity) {
        return LEVELS[severity];
    }
}
