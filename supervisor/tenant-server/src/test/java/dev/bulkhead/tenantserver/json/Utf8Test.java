package dev.bulkhead.tenantserver.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class Utf8Test {
    @Property
    void bytesAreValidExactlyWhenTheJdkDecodesThem(@ForAll @Size(max = 12) byte[] bytes) {
        boolean decodes = true;
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            decodes = false;
        }
        assertThat(Utf8.isValid(bytes)).isEqualTo(decodes);
    }

    @Property
    void everyTextIsValid(@ForAll String text) {
        assertThat(Utf8.isValid(text.getBytes(UTF_8))).isTrue();
    }

    @Property
    void aJsonStringSaysWhatWasWritten(@ForAll String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('"');
        for (char c : text.toCharArray()) {
            out.writeBytes(String.format("\\u%04x", (int) c).getBytes(UTF_8));
        }
        out.write('"');
        byte[] line = out.toByteArray();
        byte[] said = Utf8.unescaped(line, 1, Json.endOfString(line, 0) - 1);
        if (UTF_8.newEncoder().canEncode(text)) {
            assertThat(said).isEqualTo(text.getBytes(UTF_8));
        } else {
            assertThat(said).isNull();
        }
    }

    @Property
    void jsonInsideAStringIsReadBackAsItWas(@ForAll String text) throws IOException {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.generator(inner)) {
            json.writeString(text.replaceAll("[\\ud800-\\udfff]", "?"));
        }
        ByteArrayOutputStream outer = new ByteArrayOutputStream();
        outer.write('"');
        new StringEscapes(outer).write(inner.toByteArray(), 0, inner.size());
        outer.write('"');
        byte[] line = outer.toByteArray();
        assertThat(Utf8.unescaped(line, 1, line.length - 1)).isEqualTo(inner.toByteArray());
    }

    @Example
    void namedEscapesAreUnderstood() {
        byte[] line = "\"\\b\\f\\n\\r\\t\\\\\\/\\\"ä😀\"".getBytes(UTF_8);
        assertThat(Utf8.unescaped(line, 1, line.length - 1)).isEqualTo("\b\f\n\r\t\\/\"ä😀".getBytes(UTF_8));
    }
}
