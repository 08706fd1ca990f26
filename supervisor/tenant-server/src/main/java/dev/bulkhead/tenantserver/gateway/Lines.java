package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.tenantserver.json.Splice;

/** The lines that the gateway says itself. Stateless. */
final class Lines {
    private Lines() {}

    /** {@code id} as it stands in JSON. */
    static byte[] error(String id, int code, String message) {
        return Splice.bytes("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":"
                + JsonStrings.quote(message) + "}}");
    }

    /** {@code params}: the inside of a JSON object, or "". */
    static byte[] request(String id, String method, String params) {
        return Splice.bytes("{\"jsonrpc\":\"2.0\",\"id\":" + JsonStrings.quote(id) + ",\"method\":\"" + method
                + "\",\"params\":{" + params + "}}");
    }

    static byte[] cancelled(String id) {
        return Splice.bytes("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                + JsonStrings.quote(id) + "}}");
    }
}
