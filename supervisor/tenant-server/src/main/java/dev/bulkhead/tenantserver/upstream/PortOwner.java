package dev.bulkhead.tenantserver.upstream;

/** Who a {@link Port} speaks to. Called by one thread at a time for each port; it may wait, which holds up that upstream alone. */
public interface PortOwner {

    /**
     * The handshake with the upstream is done, for the first time or again after it was restarted.
     *
     * @param capabilities as of MCP {@code initialize}, a JSON object, whichever era the upstream speaks
     * @param instructions what the upstream tells a model; "" when nothing
     */
    void ready(Port port, byte[] capabilities, String instructions);

    /** A line for the host, in the host's era, without LF: an answer, a notification, or (legacy hosts alone) a request. */
    void line(Port port, byte[] bytes, int from, int to);

    /** The upstream has ended, or could not be started. Every request that it had is answered already. */
    void gone(Port port, String why);

    /** Which era the upstream speaks, found out by asking: worth keeping for a day. {@code era} is {@code legacy} or {@code modern}. */
    void verdict(Port port, String era);

    /**
     * The upstream said what no host can use, and it was dropped: a banner on stdout, an answer to nobody. For the log; bounded in
     * length, not in number.
     */
    void noise(Port port, String what);
}
