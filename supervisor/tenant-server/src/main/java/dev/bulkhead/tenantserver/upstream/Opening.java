package dev.bulkhead.tenantserver.upstream;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.bridge.Bridge;
import dev.bulkhead.tenantserver.bridge.Capabilities;
import dev.bulkhead.tenantserver.bridge.Ends;
import dev.bulkhead.tenantserver.bridge.LegacyToModern;
import dev.bulkhead.tenantserver.bridge.ModernToLegacy;
import dev.bulkhead.tenantserver.bridge.Said;
import dev.bulkhead.tenantserver.bridge.Straight;
import dev.bulkhead.tenantserver.json.JsonObject;

/** What a handshake came to: the bridge for these two eras, and what the owner is told. */
record Opening(Bridge bridge, byte[] capabilities, String instructions) {

    /** {@code result} is a DiscoverResult or an InitializeResult. */
    static Opening of(HostSide host, boolean isModern, Span result, Said said, Ends ends) {
        Span declared = capabilities(result);
        Capabilities capabilities = new Capabilities(declared);
        Span instructions = JsonObjects.member(result, "instructions");
        String text = instructions == null || instructions.first() != '"' ? "" : instructions.text();
        if (host instanceof HostSide.Legacy legacy && isModern) {
            byte[] shown = without(declared, "extensions");
            return new Opening(new LegacyToModern(legacy.params(), capabilities, said, ends), shown, text);
        }
        if (host instanceof HostSide.Modern modern && !isModern) {
            byte[] shown = without(declared, "tasks");
            return new Opening(new ModernToLegacy(modern.meta(), result, capabilities, said, ends), shown, text);
        }
        return new Opening(new Straight(isModern, capabilities, said, ends), capabilities.bytes(), text);
    }

    private static byte[] without(Span capabilities, String name) {
        JsonObject shown = new JsonObject(capabilities);
        shown.remove(name);
        return shown.bytes();
    }

    private static Span capabilities(Span result) {
        Span found = JsonObjects.member(result, "capabilities");
        return found == null || found.first() != '{' ? new Span(new byte[] {'{', '}'}, 0, 2) : found;
    }

    static boolean isOfBatches(Span result) {
        Span version = JsonObjects.member(result, "protocolVersion");
        return version != null && version.text().equals("2025-03-26");
    }
}
