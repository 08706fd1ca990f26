package dev.bulkhead.daemon.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bulkhead.daemon.tenant.Sha256;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/**
 * The JSON Canonicalization Scheme (RFC 8785), for maps of texts, lists, maps and integers below 2^53: nothing else is
 * written here, so that the scheme's rules for fractions are not needed. Stateless.
 */
final class CanonicalJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    private CanonicalJson() {}

    static String of(Map<String, Object> object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("maps of texts and numbers are always JSON", e);
        }
    }

    /** Returns SHA-256 of the object's canonical form, in hex. */
    static String fingerprint(Map<String, Object> object) {
        return HexFormat.of().formatHex(Sha256.of(of(object).getBytes(StandardCharsets.UTF_8)));
    }
}
