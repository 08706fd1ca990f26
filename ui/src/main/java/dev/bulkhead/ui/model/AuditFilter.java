package dev.bulkhead.ui.model;

import java.time.Instant;
import java.util.Optional;

/**
 * Which events of an audit are shown. An empty text, and an empty time, is any.
 *
 * @param since from this moment on
 * @param until before this moment
 * @param tool the tool's whole name
 * @param server the server that the tool is of; {@link #BUILT_IN} for the tools that every tenant has
 * @param host the file name of the program at the other end
 * @param status as it is on the wire
 * @param session its id
 * @param text words that stand in any of the names
 */
public record AuditFilter(
        Optional<Instant> since,
        Optional<Instant> until,
        String tool,
        String server,
        String host,
        String status,
        String session,
        String text) {

    /** What the supervisor calls the server of built-in tools. */
    public static final String BUILT_IN = "-";

    public static final AuditFilter ALL = new AuditFilter(Optional.empty(), Optional.empty(), "", "", "", "", "", "");

    public AuditFilter {
        text = text.strip();
    }

    public AuditFilter between(Optional<Instant> from, Optional<Instant> to) {
        return new AuditFilter(from, to, tool, server, host, status, session, text);
    }

    public AuditFilter withTool(String name) {
        return new AuditFilter(since, until, name, server, host, status, session, text);
    }

    public AuditFilter withServer(String name) {
        return new AuditFilter(since, until, tool, name, host, status, session, text);
    }

    public AuditFilter withHost(String name) {
        return new AuditFilter(since, until, tool, server, name, status, session, text);
    }

    public AuditFilter withStatus(String word) {
        return new AuditFilter(since, until, tool, server, host, word, session, text);
    }

    public AuditFilter withSession(String id) {
        return new AuditFilter(since, until, tool, server, host, status, id, text);
    }

    public AuditFilter withText(String words) {
        return new AuditFilter(since, until, tool, server, host, status, session, words);
    }
}
