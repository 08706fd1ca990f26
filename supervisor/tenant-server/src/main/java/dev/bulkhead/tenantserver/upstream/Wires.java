package dev.bulkhead.tenantserver.upstream;

/** Starts processes of upstreams, each in a sandbox of its own. Safe for any thread; never waits. */
public interface Wires {

    /**
     * Starts another process of {@code upstream}. What is sent before it runs waits for it; a start that fails is told by
     * {@link WireListener#ended}.
     */
    Wire open(String upstream, WireListener listener);
}
