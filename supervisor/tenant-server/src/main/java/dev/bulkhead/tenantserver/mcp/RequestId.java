package dev.bulkhead.tenantserver.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bulkhead.protocol.line.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A request's id as it came, and the key by which {@code notifications/cancelled} finds it however it was escaped. */
final class RequestId {
    private final byte[] raw;
    private final String key;

    private RequestId(byte[] raw, String key) {
        this.raw = raw;
        this.key = key;
    }

    /** An id that is a string: {@code raw} is its text between the quotes, {@code value} what that says. */
    static RequestId text(byte[] raw, String value) {
        return new RequestId(raw, "\"" + value);
    }

    /** An id that is an integer. */
    static RequestId number(byte[] raw) {
        return new RequestId(raw, new String(raw, StandardCharsets.ISO_8859_1));
    }

    /** The id that stands at {@code id}, which the scanner took for one. */
    static RequestId of(Span id) {
        if (id.first() != '"') {
            return number(id.copy());
        }
        byte[] quoted = id.copy();
        return text(Arrays.copyOfRange(quoted, 1, quoted.length - 1), id.text());
    }

    /** Equal for equal ids of one JSON type alone: {@code 1} is not {@code "1"}. */
    String key() {
        return key;
    }

    void writeTo(JsonGenerator json) throws IOException {
        if (key.startsWith("\"")) {
            json.writeRawUTF8String(raw, 0, raw.length);
        } else {
            json.writeRawValue(key);
        }
    }
}
