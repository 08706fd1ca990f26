package dev.bulkhead.tenantserver.upstream;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.bridge.Bridge;
import dev.bulkhead.tenantserver.bridge.Capabilities;
import dev.bulkhead.tenantserver.bridge.Ends;
import dev.bulkhead.tenantserver.bridge.Said;
import dev.bulkhead.tenantserver.bridge.Straight;
import org.jspecify.annotations.Nullable;

/** What a handshake came to: the bridge for these two eras, and what the owner is told. */
record Opening(Bridge bridge, byte[] capabilities, String instructions) {

    /** {@code result} is a DiscoverResult or an InitializeResult. */
    static Opening of(HostSide host, boolean isModern, Span result, Said said, Ends ends) {
        boolean isModernHost = host instanceof HostSide.Modern;
        Capabilities capabilities = new Capabilities(capabilities(result));
        Bridge bridge = new Straight(isModernHost, capabilities, said, ends);
        Span instructions = JsonObjects.member(result, "instructions");
        return new Opening(
                bridge,
                capabilities.bytes(),
                instructions == null || instructions.first() != '"' ? "" : instructions.text());
    }

    private static Span capabilities(Span result) {
        @Nullable Span found = JsonObjects.member(result, "capabilities");
        return found == null || found.first() != '{' ? new Span(new byte[] {'{', '}'}, 0, 2) : found;
    }

    static boolean isOfBatches(Span result) {
        Span version = JsonObjects.member(result, "protocolVersion");
        return version != null && version.text().equals("2025-03-26");
    }
}
