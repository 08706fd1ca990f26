package dev.bulkhead.tenantserver.upstream;

/** What a host says of itself, in its own era: an upstream is told the same. */
public sealed interface HostSide {

    /**
     * A host that opened with {@code initialize}.
     *
     * @param params that message's {@code params}, the JSON object as it came
     */
    record Legacy(byte[] params) implements HostSide {}

    /**
     * A host of 2026-07-28.
     *
     * @param meta the {@code params._meta} of its first request, the JSON object as it came
     */
    record Modern(byte[] meta) implements HostSide {}
}
