package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.RpcLine;

/**
 * What stands between a host and one process of an upstream once they have shaken hands: lines in, lines out. It answers every
 * request of the host exactly once, unless the host cancels it. One thread at a time; it never waits, and what it cannot do
 * by itself it asks its {@link Ends} for.
 */
public interface Bridge {

    /** A line of the host, checked; the array is the bridge's from now on, {@code line} only during the call. */
    void fromHost(RpcLine line, byte[] bytes);

    /** A line of the upstream, checked; the bytes are changed by nobody afterwards, {@code line} is valid during the call. */
    void fromUpstream(RpcLine line, byte[] bytes, int from, int to);

    /** A line of the upstream that could not be read carries the id of {@code key}: a call with that id gets an error. */
    void unreadable(String key, String problem);

    /** The handshake is done: tells the upstream what the host has said before. Called once, before any line. */
    void started();

    /** The process is gone: answers what is open with {@code sentence}. Nothing may be called after. */
    void ended(String sentence);
}
