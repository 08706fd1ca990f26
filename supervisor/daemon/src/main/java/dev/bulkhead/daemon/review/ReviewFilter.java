package dev.bulkhead.daemon.review;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which rows somebody looks for; null and empty mean any.
 *
 * @param since from this moment on
 * @param until before this moment
 * @param tool the tool's whole name
 * @param toolPart stands in the tool's name, whatever the case
 * @param server the upstream that the tool is of; {@link #BUILT_IN} for tools of ours
 * @param host the file name of the program at the other end
 * @param session the session's id
 * @param status a wire name of {@link dev.bulkhead.daemon.tenant.ResultStatus}
 * @param types wire names of {@link dev.bulkhead.daemon.tenant.EventType}
 * @param text words with blanks between; each stands in the tool, the type, the status, the session or the peer, whatever the case
 */
public record ReviewFilter(
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String tool,
        @Nullable String toolPart,
        @Nullable String server,
        @Nullable String host,
        @Nullable String session,
        @Nullable String status,
        Set<String> types,
        @Nullable String text) {

    /** No name that an upstream can have. */
    public static final String BUILT_IN = "-";

    /** Every row. */
    public static final ReviewFilter ALL =
            new ReviewFilter(null, null, null, null, null, null, null, null, Set.of(), null);

    public ReviewFilter {
        types = Set.copyOf(types);
    }

    /** Whether this row is wanted. */
    public boolean matches(AuditEntry row) {
        String tool = orEmpty(row.toolName());
        String session = orEmpty(row.sessionId());
        String peer = orEmpty(row.peer());
        return time(row.timestampMillis())
                && tool(tool)
                && who(session, peer)
                && what(row.eventType(), row.resultStatus())
                && words().stream()
                        .allMatch(word -> Stream.of(tool, session, peer, row.eventType(), row.resultStatus())
                                .anyMatch(name -> contains(name, word)));
    }

    boolean time(long millis) {
        return (since == null || millis >= since.toEpochMilli()) && (until == null || millis < until.toEpochMilli());
    }

    /** @param name "" where the row has no tool */
    boolean tool(String name) {
        return (tool == null || tool.equals(name))
                && (toolPart == null || contains(name, toolPart.toLowerCase(Locale.ROOT)))
                && (server == null || (!name.isEmpty() && server.equals(server(name))));
    }

    boolean who(String itsSession, String peer) {
        return (session == null || session.equals(itsSession)) && (host == null || host.equals(host(peer)));
    }

    boolean what(String type, String itsStatus) {
        return (types.isEmpty() || types.contains(type)) && (status == null || status.equals(itsStatus));
    }

    /** Returns the words of {@link #text} in lower case. */
    List<String> words() {
        return text == null
                ? List.of()
                : Stream.of(text.toLowerCase(Locale.ROOT).split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    static boolean contains(String name, String lowerCase) {
        return name.toLowerCase(Locale.ROOT).contains(lowerCase);
    }

    /** Returns the server that a tool is of. */
    static String server(String tool) {
        String upstream = UpstreamSettings.ofTool(tool);
        return upstream.isEmpty() ? BUILT_IN : upstream;
    }

    /** Returns the program of a peer: {@code node} of {@code 4711 node}. */
    static String host(String peer) {
        return peer.substring(peer.indexOf(' ') + 1);
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
