package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final ObjectMapper SLASHES =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES).build();

    @ParameterizedTest
    @ValueSource(
            strings = {"ghp_plain", "with/slash+=", "with\"quote\\", "-----BEGIN\r\nkey\t/x\n", "schlüssel", "鍵鍵鍵🔑"})
    void aCredentialIsFoundHoweverAndHowOftenJsonHasWrittenIt(String secret) throws Exception {
        for (ObjectMapper inner : new ObjectMapper[] {JSON, ASCII, SLASHES}) {
            String once = inner.writeValueAsString("it is " + secret + ".");
            assertThat(read(redacted(secret, once))).isEqualTo("it is [redacted:key].");
            for (ObjectMapper outer : new ObjectMapper[] {JSON, ASCII, SLASHES}) {
                String twice = redacted(secret, outer.writeValueAsString(once));
                assertThat(read(read(twice))).isEqualTo("it is [redacted:key].");
            }
        }
    }

    @Test
    void whatHoldsNoCredentialStaysTheSameBytes() {
        Span line = line("\"it is nothing\"");
        assertThat(redactor("ghp_plain").redact(line)).isSameAs(line);
    }

    @Test
    void nothingPassesOnceItIsClosed() {
        Redactor redactor = redactor("ghp_plain");
        redactor.close();
        assertThat(redactor.redact(line("\"it is nothing\""))).isNull();
    }

    private static String read(String json) throws JsonProcessingException {
        return JSON.readValue(json, String.class);
    }

    private static String redacted(String secret, String line) {
        Span clean = Objects.requireNonNull(redactor(secret).redact(line(line)));
        return new String(clean.bytes(), clean.start(), clean.length(), StandardCharsets.UTF_8);
    }

    private static Redactor redactor(String secret) {
        return new Redactor(Map.of("key", SecretBytes.takeOver(secret.getBytes(StandardCharsets.UTF_8))));
    }

    private static Span line(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Span(bytes, 0, bytes.length);
    }
}
