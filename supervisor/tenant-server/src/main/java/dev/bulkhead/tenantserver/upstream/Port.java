package dev.bulkhead.tenantserver.upstream;

/**
 * One upstream as one session's host would see it alone: an MCP server that speaks the host's own era. It starts the process at
 * the first message, does the handshake itself (the host's {@code initialize} or {@code server/discover} never comes here), bridges
 * where the upstream speaks the other era, and starts a process that ended again, with a growing pause, telling it anew what
 * the host had said (log level, subscriptions).
 *
 * <p>Every request is answered exactly once, with the id it came with, unless the host cancelled it: also when the process ends,
 * does not start or does not read. A {@code tools/call} is never sent twice. Safe for any thread; nothing here waits for the
 * upstream.
 */
public interface Port {

    /** The upstream's name in the tenant's settings. */
    String name();

    /**
     * A line of the host, without LF, in the host's era: a request, a notification or an answer to a request of the upstream;
     * names and URIs in it are the upstream's own. The array belongs to the port from now on. What comes before the handshake
     * is done waits for it.
     */
    void send(byte[] line);

    /** Ends the upstream's process and answers nothing more. */
    void close();
}
