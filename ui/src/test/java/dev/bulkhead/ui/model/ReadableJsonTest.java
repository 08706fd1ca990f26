package dev.bulkhead.ui.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a person decides by: laid out, complete, and with nothing in it that cannot be seen. */
final class ReadableJsonTest {
    @Test
    void membersStandInLinesAndIndented() {
        assertThat(ReadableJson.of("{\"a\":[1,{\"b\":null}],\"c\":{},\"d\":[ ],\"e\":\"x,y:{z}\"}"))
                .isEqualTo(String.join(
                        "\n",
                        "{",
                        "  \"a\": [",
                        "    1,",
                        "    {",
                        "      \"b\": null",
                        "    }",
                        "  ],",
                        "  \"c\": {},",
                        "  \"d\": [],",
                        "  \"e\": \"x,y:{z}\"",
                        "}"));
    }

    @Test
    void numbersOrderAndRepeatedMembersStayAsTheyAre() {
        assertThat(ReadableJson.of("{\"b\":12345678901234567890.10,\"a\":1e400,\"b\":2}"))
                .contains("12345678901234567890.10", "1e400", "\"b\": 2");
    }

    @Test
    void whatCannotBeSeenIsWrittenOutHoweverItCame() {
        assertThat(ReadableJson.of("\"a\u202eb\\u202ec\u200bd\u0007e\ufefff\ufe0fg\u2028h\u00a0i\u00adj\u3164k\""))
                .isEqualTo("\"a\\u202eb\\u202ec\\u200bd\\u0007e\\ufefff\\ufe0fg\\u2028h\\u00a0i\\u00adj\\u3164k\"");
        assertThat(ReadableJson.of("\"\\udb40\\udc41\"")).isEqualTo("\"\\u{e0041}\"");
    }

    @Test
    void whatCanBeSeenStandsAsItselfHoweverItWasHidden() {
        assertThat(ReadableJson.of("\"\\u0072\\u006d -rf \\/ \\u00e4 \\ud83d\\ude00\""))
                .isEqualTo("\"rm -rf / ä 😀\"");
    }

    @Test
    void anEscapedQuoteDoesNotEndATextForTheEye() {
        assertThat(ReadableJson.of("{\"a\":\"x\\u0022, \\\"admin\\\": true\\u005c\"}"))
                .isEqualTo("{\n  \"a\": \"x\\\", \\\"admin\\\": true\\\\\"\n}");
    }

    @Test
    void halfADocumentIsShownAsFarAsItGoes() {
        for (String json : List.of("{\"a\":\"b", "{\"a\":\"b\\", "{\"a\":\"\\u12", "]}", "", "{")) {
            assertThat(ReadableJson.of(json)).isNotNull();
        }
        assertThat(ReadableJson.of("{\"a\":\"\\u12")).contains("\\u12");
    }

    @Property(tries = 200)
    void noTextBringsAnythingUnseenOntoTheScreen(@ForAll String text) {
        assertThat(ReadableJson.of(text).codePoints())
                .allMatch(point -> point == '\n' || point == ' ' || Character.getType(point) != Character.FORMAT)
                .noneMatch(point -> point != '\n' && Character.isISOControl(point));
        assertThat(ReadableJson.plain(text)).doesNotContain("\n", "\u202e");
    }
}
