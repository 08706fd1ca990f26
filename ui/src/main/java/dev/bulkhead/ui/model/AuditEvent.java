package dev.bulkhead.ui.model;

import java.time.Instant;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One row of a tenant's audit, as far as the window shows it.
 *
 * @param seq its place in the stream, which identifies it
 * @param type the event's type on the wire: {@code tool_call}
 * @param tool empty when it is no call
 * @param latencyMillis empty when nothing was measured
 * @param peer process and executable at the other end; may be empty
 * @param detail for people; may be empty
 */
public record AuditEvent(
        long seq,
        Instant time,
        String type,
        String tool,
        EventStatus status,
        OptionalDouble latencyMillis,
        String peer,
        String detail) {

    /** The peer in a few letters: the process and the file name of its executable. */
    public String shortPeer() {
        int space = peer.indexOf(' ');
        int separator = Math.max(peer.lastIndexOf('/'), peer.lastIndexOf('\\'));
        return separator > space ? peer.substring(0, space + 1) + peer.substring(separator + 1) : peer;
    }

    /** Whether {@code text} stands in the tool's name, whatever the case. An empty text stands everywhere. */
    public boolean toolContains(String text) {
        return tool.toLowerCase(Locale.ROOT).contains(text.strip().toLowerCase(Locale.ROOT));
    }
}
