package dev.bulkhead.daemon.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of one row, as {@code audit list|tail|export} print it, one a line.
 *
 * <p>The fields and their order are a contract: the first nine are what such audits have everywhere, then ours. A field
 * without a value is null, never left out. {@code detail}, {@code subject} and {@code peer_path} are null too where the row is
 * {@code sealed} and nobody has the key, or {@code erased}.
 */
public final class EventJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private EventJson() {}

    /** Returns the object in one line, without a line feed. */
    public static String of(AuditEntry row, Personal.Opener opener) {
        StringWriter text = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(row, opener, json);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
        return text.toString();
    }

    /** Writes the object to {@code json}, for who prints rows inside something larger. */
    public static void write(AuditEntry row, Personal.Opener opener, JsonGenerator json) throws IOException {
        Personal personal = row.personal();
        Personal.Opened read = personal == null ? Personal.Opened.NOTHING : personal.read(opener);
        Personal.Opened open = read == null ? Personal.Opened.NOTHING : read;
        json.writeStartObject();
        json.writeStringField("timestamp", time(row.timestampMillis()));
        json.writeStringField("tenant_id", row.tenantId());
        text(json, "session_id", row.sessionId());
        json.writeStringField("event_type", row.eventType());
        text(json, "tool_name", row.toolName());
        text(json, "args_hash", row.argsHash());
        json.writeStringField("result_status", row.resultStatus());
        latency(json, row.latencyMicros());
        text(json, "peer", row.peer());
        json.writeNumberField("seq", row.seq());
        json.writeStringField("event_id", row.eventId());
        text(json, "call_id", row.callId());
        text(json, "token_id", row.tokenId());
        json.writeNumberField("bytes_in", row.bytesIn());
        json.writeNumberField("bytes_out", row.bytesOut());
        text(json, "detail", open.detail());
        text(json, "subject", open.subject());
        text(json, "peer_path", open.peer());
        json.writeBooleanField("sealed", read == null);
        json.writeBooleanField("erased", row.isErased());
        json.writeStringField("entry_hash", row.entryHash());
        json.writeEndObject();
    }

    /** Returns a moment as every output has it: RFC 3339, UTC, to the millisecond. */
    public static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    /** Returns a span in milliseconds, with as many places as it needs. */
    public static String millis(long micros) {
        return BigDecimal.valueOf(micros, 3).stripTrailingZeros().toPlainString();
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value);
        }
    }

    private static void latency(JsonGenerator json, @Nullable Long micros) throws IOException {
        if (micros == null) {
            json.writeNullField("latency_ms");
        } else {
            json.writeFieldName("latency_ms");
            json.writeNumber(millis(micros));
        }
    }
}
