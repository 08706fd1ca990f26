package dev.bulkhead.tenantserver.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The one way to read and to write JSON here: UTF-8 alone, no key twice in an object, no nesting deeper than
 * {@value #MAX_DEPTH}. Safe for any thread.
 */
public final class Json {
    /** Deepest nesting that is read. */
    public static final int MAX_DEPTH = 500;

    /** Longest line, without its line feed. What is inside a line needs no bounds of its own. */
    public static final int MAX_LINE = 16 * 1024 * 1024;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_LINE)
                    .maxNumberLength(MAX_LINE)
                    .maxNameLength(MAX_LINE)
                    .build())
            .build();

    private Json() {}

    /**
     * Returns a parser of {@code length} bytes from {@code offset}; its byte offsets count from {@code offset}.
     *
     * @throws JsonParseException when the bytes could be read as another encoding than UTF-8 without a byte-order mark
     */
    public static JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
        int first = offset;
        int end = offset + length;
        while (first < end && isSpace(bytes[first])) {
            first++;
        }
        // The library guesses the encoding from the first four bytes; an ASCII start leaves it one guess alone.
        for (int i = first; i < Math.min(end, first + 4); i++) {
            if (bytes[i] == 0 || (i == first && bytes[i] < 0)) {
                throw new JsonParseException(null, "it does not start as UTF-8 JSON without a byte-order mark");
            }
        }
        return FACTORY.createParser(bytes, offset, length);
    }

    /** Returns a generator that writes to {@code out}; neither its flush nor its close reaches {@code out}. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out, JsonEncoding.UTF8);
    }

    /** Returns where the string that starts with the quote at {@code start} ends: one past its closing quote. */
    public static int endOfString(byte[] bytes, int start) {
        int at = start + 1;
        while (bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** Returns where the number that starts at {@code start} ends. */
    public static int endOfNumber(byte[] bytes, int start, int limit) {
        int at = start;
        while (at < limit && (bytes[at] == '-' || (bytes[at] >= '0' && bytes[at] <= '9'))) {
            at++;
        }
        return at;
    }

    /** Returns whether {@code b} may stand between JSON's tokens. */
    public static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
